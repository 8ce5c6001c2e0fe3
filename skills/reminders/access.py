"""Who may do what with a reminder."""

from __future__ import annotations

from bot.skill import Context, Role, UserError
from skills.reminders import store
from skills.reminders.store import Reminder


def visible(context: Context, id: int) -> Reminder:
    """The reminder with this number. Raises UserError: to others than those it concerns it is
    as if there were none."""
    reminder = store.get(context.tx, id)
    if reminder is None or not concerns(context, reminder):
        raise UserError("remind.unknown", id=id)
    return reminder


def concerns(context: Context, reminder: Reminder) -> bool:
    """Whether it is from or for this person, or rings in this room."""
    people = (reminder.made_by, reminder.to, reminder.escalate_to)
    return context.member in people or reminder.to == context.room


def decides(context: Context, reminder: Reminder) -> bool:
    """Whether this person may change it: who made it, and a team lead for the room."""
    leads = reminder.to == context.room and context.role >= Role.TEAM_LEAD
    return reminder.made_by == context.member or leads


def may_stop(context: Context, reminder: Reminder) -> bool:
    """Whether this person may end it: nobody has to be reminded who does not want to."""
    return decides(context, reminder) or reminder.to == context.member
