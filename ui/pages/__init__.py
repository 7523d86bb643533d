"""ui.pages."""

__all__ = []
