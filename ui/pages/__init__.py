"""The pages, one script each, as ``app.py`` lists them: they put features together and hold no logic.

Nothing imports them; Streamlit runs them by their file.
"""

__all__ = []
