"""Where the examples of `config/` are: in the repository, or inside the installed package."""

from pathlib import Path

_PACKAGED = Path(__file__).parents[1] / "examples"
_REPOSITORY = Path(__file__).parents[2] / "config"


def example(name: str) -> Path:
    """Return the path of an example, such as `demo.toml`.

    Raises:
        FileNotFoundError: There is no such example.
    """
    for folder in (_PACKAGED, _REPOSITORY):
        if (folder / name).is_file():
            return folder / name
    raise FileNotFoundError(f"no example {name!r} in {_REPOSITORY}")
