"""The screens: a view parses, asks, renders; it holds no rule."""
