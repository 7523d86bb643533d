"""The screen: pages, demos and the few components of our own. The only room that imports Streamlit."""
