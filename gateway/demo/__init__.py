"""The demo office: the real gateway, imaginary devices on a real broker, a clock to move."""
