"""Energy and nights as pages show them."""
