"""Site Builder: Markdown incident updates in, a static status site with feeds out."""

__version__ = "0.1.0"
