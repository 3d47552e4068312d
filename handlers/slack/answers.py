"""What a person who waits gets back. Answers are returned by handlers, sent after the commit, and never retried."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crm.notices import Notice

Block = dict[str, Any]
View = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """Base of all answers; handlers return None when there is nothing to say."""


@dataclass(frozen=True)
class Tell(Answer):
    """A notice for this person alone, phrased where they acted; when they are gone (or wrote to us), in their DM.

    On the home page and in forms, where there are no messages, it opens as a form of its own. `refused`: nothing was
    done, so the same button may be pressed again. `replace`: the message that was pressed has served its purpose and
    becomes this one. `lasting`: it must be found again later, so where no message can stand it goes to the DM.
    """

    notice: Notice
    refused: bool = False
    replace: bool = False
    lasting: bool = False


@dataclass(frozen=True)
class Open(Answer):
    """A form opens (needs the trigger, which lives three seconds)."""

    view: View


@dataclass(frozen=True)
class Update(Answer):
    """The open form becomes this one: in the acknowledgement of a submission, or after a press on the form."""

    view: View


@dataclass(frozen=True)
class Push(Answer):
    """Another form opens above the one that was submitted, to which closing it leads back."""

    view: View


@dataclass(frozen=True)
class Finished(Answer):
    """All forms that stand above each other close."""


@dataclass(frozen=True)
class Home(Answer):
    """The person's home page, when it is opened, and anew after a press on it or a form that it opened.

    `wanted` is how the reader wants it (its `private_metadata`). It is drawn from a snapshot after the commit: a long
    page must not hold SQLite's only pen. `view` is what was drawn.
    """

    wanted: str = ""
    view: View = field(default_factory=dict)


@dataclass(frozen=True)
class Errors(Answer):
    """What the form itself got wrong, said at its fields; nothing was saved."""

    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Options(Answer):
    """The choices of a select that asks us as the person types."""

    options: Sequence[Block] = ()


@dataclass(frozen=True)
class Stored:
    """A file of our folder, by its `name` there; people see `file_name` and `title`."""

    name: str
    file_name: str
    title: str


@dataclass(frozen=True)
class SlackMessage:
    """A phrased notice. `files` are to be uploaded with it: (name, bytes, title), or such as we keep."""

    text: str
    blocks: Sequence[Block] = ()
    files: Sequence[tuple[str, bytes, str] | Stored] = ()
