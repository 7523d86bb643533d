"""Lekce 2: revise the public questions of a written deep-learning exam. Run with ``streamlit run app.py``."""

import streamlit as st

from ui import shell
from ui.text import t

st.set_page_config(page_title="Lekce 2", page_icon="ui/icon.png", layout="centered", initial_sidebar_state=216)
shell.open_language()
page = st.navigation(
    [
        st.Page("ui/pages/today.py", title=t("nav.today"), icon=":material/today:", default=True),
        st.Page("ui/pages/revise.py", title=t("nav.revise"), icon=":material/style:", url_path="revise"),
        st.Page("ui/pages/self_test.py", title=t("nav.self-test"), icon=":material/timer:", url_path="self-test"),
        st.Page("ui/pages/practice.py", title=t("nav.practice"), icon=":material/edit_note:", url_path="practice"),
        st.Page("ui/pages/questions.py", title=t("nav.questions"), icon=":material/menu_book:", url_path="questions"),
        st.Page("ui/pages/lab.py", title=t("nav.lab"), icon=":material/science:", url_path="lab"),
        st.Page("ui/pages/progress.py", title=t("nav.progress"), icon=":material/monitoring:", url_path="progress"),
        st.Page("ui/pages/settings.py", title=t("nav.settings"), icon=":material/settings:", url_path="settings"),
    ]
)
shell.run(page.run)
