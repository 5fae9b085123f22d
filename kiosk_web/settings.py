"""What the installer decides about the web part; built by the shell from the site file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """Settings of the screens.

    Attributes:
        trusted_hosts: Host names a request may be addressed to (no port). A
            foreign one is refused: loopback is no boundary against DNS rebinding.
        setup_code: The one-time code that makes the first administrator, printed
            by the program; None closes `/setup`. Dead once an administrator exists.
        secure_cookies: True behind TLS.
        cookie_name: Another one per gateway on the same host (cookies ignore ports).
        default_language: `zh` or `en`, for a visitor whose browser asks for neither.
        dark_from_hour, light_from_hour: The theme by the gateway's own clock.
        most_streams: Live pages open at once; one more gets 503, never the place
            of a short request.
        request_threads: Threads kept for short requests beside the streams.
        beat_s: A live page hears at least this often that the gateway lives.
        most_body_bytes: A larger request is refused with 413.
        rate_per_device: Requests of one device, in the words of `limits`: `60/second;1200/minute`.
        sign_in_rate: Tries to sign in, pair or set up, or answers by a link, of one device.
        link_rate: Looks at what is behind links, of one address: a team's phones may share it.
    """

    trusted_hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    setup_code: str | None = None
    secure_cookies: bool = False
    cookie_name: str = "office"
    default_language: str = "zh"
    dark_from_hour: int = 19
    light_from_hour: int = 7
    most_streams: int = 96
    request_threads: int = 12
    beat_s: float = 2.0
    most_body_bytes: int = 64 * 1024
    rate_per_device: str = "60/second;1200/minute"
    sign_in_rate: str = "20/minute"
    link_rate: str = "240/minute"
