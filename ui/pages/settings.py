"""Settings and data: the exam's date and the time for it, backup and restore, deleting everything."""

from typing import Literal

import streamlit as st

from study.log import Event, backup, csv_table, file_name
from study.memory import goals
from ui import visit
from ui.features import settings
from ui.learner import account as accounts
from ui.learner import browser, handshake, progress_log
from ui.text import here, plain, t
from ui.unexpected import callback, guarded
from ui.widgets import shown

SHOWN = 20  # refused rows that are listed


def plan() -> None:
    """The goals of the plan."""
    now = settings.current()
    st.markdown(f"### {t('settings.plan')}", anchors=False)
    st.session_state[settings.EXAM_DATE] = now.exam_date  # each time: it has no default to begin with
    st.date_input(
        t("settings.exam-date"),
        None,  # no default: the field can be emptied
        key=settings.EXAM_DATE,
        format="DD.MM.YYYY" if here().code == "cs" else "YYYY-MM-DD",
        on_change=callback(settings.set_goal),
        args=(goals.EXAM_DATE, settings.EXAM_DATE),
        help=t("settings.exam-date-help"),
    )
    if now.exam_date is not None:
        if now.exam_date < visit.now().astimezone(progress_log.zone()).date():
            st.caption(t("settings.exam-past"))
        st.button(t("settings.no-exam"), key="no-exam-date", on_click=callback(settings.forget_exam), type="tertiary")
    minutes = min(240, max(5, round(now.minutes_a_day)))
    st.slider(
        t("settings.minutes"),
        5,
        240,
        shown(settings.MINUTES, minutes),
        step=5,
        key=settings.MINUTES,
        on_change=callback(settings.set_goal),
        args=(goals.MINUTES_A_DAY, settings.MINUTES),
    )
    retention = round(now.desired_retention, 2)
    lang = here()
    st.select_slider(
        t("settings.retention"),
        [percent / 100 for percent in range(70, 98)],
        shown(settings.RETENTION, retention),
        key=settings.RETENTION,
        format_func=lambda share: lang.percent(share),
        on_change=callback(settings.set_goal),
        args=(goals.DESIRED_RETENTION, settings.RETENTION),
        help=t("settings.retention-help"),
    )


def data() -> None:
    """Where progress is, one file with everything, and the way back."""
    st.markdown(f"### {t('settings.data')}", anchors=False)
    events = tuple(visit.events())
    st.markdown(here().plural("settings.events", len(events)) + " " + t(f"settings.kept-{progress_log.keeping()}"))
    if part := handshake.mirrored():
        st.caption(t("exchange.not-whole", kept=part[0], total=part[1]))
    elif browser.full():
        st.caption(t("settings.browser-full"))
    with st.container(horizontal=True):
        download(events, "backup-download", "primary")
        st.download_button(
            t("settings.csv"),
            lambda: csv_table(events).encode("utf-8-sig"),
            file_name(visit.now()).replace(".json", ".csv"),
            "text/csv",
            key="csv-download",
            on_click="ignore",
        )
    st.file_uploader(
        t("settings.upload"),
        type=["json"],
        key=settings.UPLOAD,
        on_change=callback(settings.restore),
        max_upload_size=64,
    )
    outcome = settings.result()
    if outcome:
        summary, reading, saved = outcome
        fine = saved and (summary.new or not summary.refused)
        (st.success if fine else st.warning)(summary.sentence(here()))
        for refused in reading.refused[:SHOWN]:
            reason = here().message(refused.message, "refusal")
            st.text(f"· {t('settings.refused', line=refused.line, reason=reason)}")  # a stranger's words: no Markdown
        if (more := summary.refused - SHOWN) > 0:
            st.markdown(here().plural("exchange.unlisted", more))


def download(events: tuple[Event, ...], key: str, look: Literal["primary", "secondary"]) -> None:
    """The button that hands out a backup of these events, written when it is pressed."""
    st.download_button(
        t("settings.download"),
        lambda: backup(events, visit.now()),
        file_name(visit.now()),
        "application/json",
        key=key,
        type=look,
        on_click="ignore",
        icon=":material/download:",
    )


@st.dialog(" ")
@guarded
def confirm() -> None:
    """Ask once more, with a download at hand, before everything is deleted."""
    st.markdown(f"### {t('settings.delete')}", anchors=False)
    st.markdown(t("settings.delete-sure"))
    download(tuple(visit.events()), "backup-before-delete", "secondary")
    with st.container(horizontal=True):
        stay = st.button(t("settings.delete-no"), key="delete-no", type="primary")
        if stay or (st.button(t("settings.delete-yes"), key="delete-yes") and accounts.delete()):
            st.rerun()


def account() -> None:
    """Signing in, where the host has set it up."""
    if "auth" not in progress_log.secrets():
        return
    st.markdown(f"### {t('settings.account')}", anchors=False)
    if st.user.is_logged_in:
        name = plain(str(st.user.get("name") or st.user.get("email") or ""))
        st.markdown(t("settings.signed-in", name=name))
        if accounts.can_adopt() and st.button(t("settings.adopt"), key="adopt"):
            accounts.adopt()
            st.rerun()
        st.button(t("settings.sign-out"), key="sign-out", on_click=callback(st.logout))
    else:
        st.markdown(t("settings.sign-in-why"))
        st.button(t("settings.sign-in"), key="sign-in", on_click=callback(st.login))


st.title(t("nav.settings"), anchor=False)
plan()
data()
account()
st.markdown(f"### {t('settings.delete')}", anchors=False)
st.markdown(t("settings.delete-what"))
if st.button(t("settings.delete-ask"), key="delete"):
    confirm()
