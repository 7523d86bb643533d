"""A learner who takes over what was done before signing in, or who deletes everything."""

from __future__ import annotations

from study.store import Retired, StoreError
from ui import visit
from ui.learner import handshake, identity, mirror, progress_log


def delete() -> bool:
    """Retire the learner for good, here and in the browser; ``False`` when the store did not do it.

    The anonymous log that a signed-in user took over is the user's, so it goes too.
    """
    gone = [who for who in (identity.learner(),) if who is not None]
    try:
        anonymous = visit.window().anonymous
        if anonymous is not None and anonymous not in gone and progress_log.store().is_adopted(anonymous):
            gone.append(anonymous)
        for who in gone:
            progress_log.store().retire(who)
    except StoreError as error:
        progress_log.trouble(error)
        return False
    progress_log.start_over(gone)
    return True


def can_adopt() -> bool:
    """Is there an anonymous log of this browser that the signed-in user may take over once?"""
    anonymous = visit.window().anonymous
    if anonymous is None or identity.learner() in (None, anonymous):
        return False
    try:
        known = progress_log.store().count(anonymous) or handshake.theirs(mirror.owner(anonymous))
        return bool(known) and not progress_log.store().is_adopted(anonymous)
    except StoreError as error:
        progress_log.trouble(error)
        return False


def adopt() -> None:
    """Take the browser's anonymous log over into the signed-in user's, with what only the browser has of it."""
    anonymous, who = visit.window().anonymous, identity.learner()
    if anonymous is None or who is None:
        return
    try:
        progress_log.store().adopt(anonymous, who)
        progress_log.take(progress_log.store().load(who))
        progress_log.take_drafts()
    except Retired as error:  # either of the two: if it is the user, the next save finds out
        visit.state().trouble = error.message
        return
    except StoreError as error:
        progress_log.trouble(error)
        return
    visit.state().wanted = tuple(handshake.theirs(mirror.owner(anonymous)))
    visit.window().asked = visit.new_id()
    progress_log.mirror_whole()
