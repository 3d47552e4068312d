"""Expected "no"s. A refusal is an answer: it says what is the matter, and the catalogue says what to do next.

Raised (`raise Refused(...)`) it undoes everything the rule did; returned as a value it keeps it.
"""

from dataclasses import dataclass

from crm.notices.programmes import ProgrammeFault


@dataclass(frozen=True)
class Refusal:
    """Base of all; the catalogue key of a refusal is `refused.` + its class name in snake case."""


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """Carries a refusal out of a rule; the unit of work is rolled back to where the rule began."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(type(refusal).__name__)
        self.refusal = refusal


@dataclass(frozen=True)
class NotAllowed(Refusal):
    """The actor's role or scope does not reach this."""

    rule: str


@dataclass(frozen=True)
class NotAMember(Refusal):
    """Guests, bots, strangers from Slack Connect and deactivated people."""


@dataclass(frozen=True)
class Gone(Refusal):
    """What was asked for is not there (any more)."""


@dataclass(frozen=True)
class NameMissing(Refusal):
    """A customer needs a name."""


@dataclass(frozen=True)
class NobodyFound(Refusal):
    """No customer goes by this name."""

    name: str


@dataclass(frozen=True)
class WordsMissing(Refusal):
    """Nothing was said of what has happened."""


@dataclass(frozen=True)
class CaseOver(Refusal):
    """The case has been closed meanwhile."""


@dataclass(frozen=True)
class TooManyWords(Refusal):
    """A list of more than `most` words, or one of more than `longest` characters among them."""

    most: int
    longest: int


@dataclass(frozen=True)
class NoTelephone(Refusal):
    """It cannot be dialled."""


@dataclass(frozen=True)
class NoAddress(Refusal):
    """It is no address of a page that browsers trust (https)."""


@dataclass(frozen=True)
class ThemeOver(Refusal):
    """What was to be done better is done already."""

    title: str


@dataclass(frozen=True)
class NotYourself(Refusal):
    """Help was asked of oneself."""


@dataclass(frozen=True)
class TextTooLong(Refusal):
    """More than `most` characters."""

    most: int


@dataclass(frozen=True)
class NothingToLog(Refusal):
    """An empty line."""


@dataclass(frozen=True)
class UndoTooLate(Refusal):
    """The time to undo has passed."""

    minutes: int


@dataclass(frozen=True)
class ChangedSince(Refusal):
    """Somebody has acted on it since; undoing would destroy their work."""


@dataclass(frozen=True)
class AlreadyUndone(Refusal):
    """It is undone already."""


@dataclass(frozen=True)
class NotLinked(Refusal):
    """The customer has no LINE account linked."""

    name: str


@dataclass(frozen=True)
class Unreachable(Refusal):
    """The customer has blocked or removed our LINE account."""

    name: str


@dataclass(frozen=True)
class NotConsented(Refusal):
    """The customer has said no to this purpose."""

    name: str


@dataclass(frozen=True)
class OpenCase(Refusal):
    """A customer with an open complaint is not asked how happy they are."""

    name: str


@dataclass(frozen=True)
class InMourning(Refusal):
    """A customer in mourning is not asked how happy they are."""

    name: str


@dataclass(frozen=True)
class HandoverUnderWay(Refusal):
    """A customer who is about to get somebody else is asked when they know them."""

    name: str


@dataclass(frozen=True)
class AskedRecently(Refusal):
    """Survey fatigue: the last invitation is only `days` days old."""

    name: str
    days: int


@dataclass(frozen=True)
class CompanyAsked(Refusal):
    """So many (`most`) of the customer's company have been asked within so many `days` that it is enough for it."""

    name: str
    most: int
    days: int


@dataclass(frozen=True)
class NothingToShow(Refusal):
    """There are too few answers for a picture or a file."""


@dataclass(frozen=True)
class NoQuota(Refusal):
    """LINE has not told yet how many messages are left; it is being asked."""


@dataclass(frozen=True)
class OverQuota(Refusal):
    """A bulk send of `count` messages where only `left` may go out: of `total` a month `used` are gone, `promised` are
    for other waves, and `kept` stay for people's answers.
    """

    count: int
    left: int
    total: int
    used: int
    promised: int
    kept: int


@dataclass(frozen=True)
class TooFew(Refusal):
    """Nobody, or too few, would be asked: `count` where `least` are wanted."""

    count: int
    least: int


@dataclass(frozen=True)
class AnonymousByHand(Refusal):
    """One person alone is never anonymous: such a survey goes to many."""


@dataclass(frozen=True)
class InviteUnavailable(Refusal):
    """No LINE_BASIC_ID: there is no account to invite to."""


@dataclass(frozen=True)
class CodeWrong(Refusal):
    """No such code."""


@dataclass(frozen=True)
class CodeExpired(Refusal):
    """The code was good for seven days."""


@dataclass(frozen=True)
class CodeUsed(Refusal):
    """The code has been used."""


@dataclass(frozen=True)
class CodeLocked(Refusal):
    """Too many wrong codes from this account within the hour."""


@dataclass(frozen=True)
class SurveyOver(Refusal):
    """The time to answer or to change the answer has passed."""


@dataclass(frozen=True)
class HourMissing(Refusal):
    """Quiet hours need both their beginning and their end; `field` is the one that is missing."""

    field: str


@dataclass(frozen=True)
class NotUnderstood(Refusal):
    """A date or time in a form that means nothing to us."""

    field: str


@dataclass(frozen=True)
class WrongFields(Refusal):
    """What a form holds cannot be saved as it is: (name of the field, what is the matter with it)."""

    faults: tuple[tuple[str, Refusal], ...]


@dataclass(frozen=True)
class BirthdayUnclear(Refusal):
    """No day of the year, or one that is yet to come."""


@dataclass(frozen=True)
class EmailUnclear(Refusal):
    """No address that a mail could be sent to."""


@dataclass(frozen=True)
class PhoneUnclear(Refusal):
    """No number that could be called."""


@dataclass(frozen=True)
class NumberUnclear(Refusal):
    """No number, or a longer one than anybody means."""


@dataclass(frozen=True)
class OutOfRange(Refusal):
    """A whole number from `least` to `most` is wanted."""

    least: int
    most: int


@dataclass(frozen=True)
class TooManyTags(Refusal):
    """More than `most` tags on one customer."""

    most: int


@dataclass(frozen=True)
class EndsBeforeItBegins(Refusal):
    """The last day lies before the first one, or there is no first one."""


@dataclass(frozen=True)
class DeputyIsOwner(Refusal):
    """Nobody stands in for themselves."""


@dataclass(frozen=True)
class CompanyExists(Refusal):
    """Another company goes by this name."""

    name: str


@dataclass(frozen=True)
class FieldExists(Refusal):
    """The company has a field of this name already."""

    name: str


@dataclass(frozen=True)
class TooManyFields(Refusal):
    """More than `most` fields of the company's own in use at once."""

    most: int


@dataclass(frozen=True)
class ChoicesMissing(Refusal):
    """A field to choose from needs something to choose, at most so many."""

    most: int


@dataclass(frozen=True)
class ChoiceUnknown(Refusal):
    """Not one of the choices, or not one of them any more."""


@dataclass(frozen=True)
class TooManyDays(Refusal):
    """More than `most` anniversaries of one customer."""

    most: int


@dataclass(frozen=True)
class Past(Refusal):
    """A day or an hour that is over: nothing falls due then."""


@dataclass(frozen=True)
class OnlyReads(Refusal):
    """Somebody who may only read cannot be given anything to do."""

    name: str


@dataclass(frozen=True)
class AlreadyTheirs(Refusal):
    """It is their follow-up already."""

    name: str


@dataclass(frozen=True)
class ReopenTooLate(Refusal):
    """A follow-up can be reopened for so many minutes."""

    minutes: int


@dataclass(frozen=True)
class NotYet(Refusal):
    """A contact cannot be logged for a day that is yet to come."""


@dataclass(frozen=True)
class PastIn(Refusal):
    """As Past, in the form's `field`."""

    field: str


@dataclass(frozen=True)
class FollowupDoneSince(Refusal):
    """A log cannot be undone: a follow-up of it is done or dropped already."""

    what: str


@dataclass(frozen=True)
class FollowupMovedSince(Refusal):
    """A log cannot be undone: a follow-up of it has been put off or changed since."""

    what: str


@dataclass(frozen=True)
class LogEditedSince(Refusal):
    """A log cannot be undone: it has been edited since."""


@dataclass(frozen=True)
class SameCustomer(Refusal):
    """A customer cannot become one with themselves."""


@dataclass(frozen=True)
class AlreadyMerged(Refusal):
    """The customer lives on in another one already."""

    name: str


@dataclass(frozen=True)
class MergedFurther(Refusal):
    """A merge cannot be undone: the survivor has been merged in turn, and that one comes first."""

    name: str


@dataclass(frozen=True)
class MergeTooOld(Refusal):
    """The time to undo a merge has passed."""

    days: int


@dataclass(frozen=True)
class ErasureUnderWay(Refusal):
    """The customer is being forgotten already, or is."""


@dataclass(frozen=True)
class HeldBy(Refusal):
    """Somebody else is answering this customer, at least until then (HH:MM)."""

    name: str
    until: str


@dataclass(frozen=True)
class LeftLine(Refusal):
    """The account has blocked us or is gone: LINE would take the message and drop it."""


@dataclass(frozen=True)
class NothingToSend(Refusal):
    """A reply without words and files."""


@dataclass(frozen=True)
class ReplyTooLong(Refusal):
    """A reply of so many characters, which may have `most`."""

    length: int
    most: int


@dataclass(frozen=True)
class AlreadySent(Refusal):
    """These words are on their way, or there."""


@dataclass(frozen=True)
class AlreadyAnswered(Refusal):
    """A colleague has answered this stranger's message."""


@dataclass(frozen=True)
class ReplyDecided(Refusal):
    """Somebody has agreed to the reply, or sent it back, or its writer has taken it back."""


@dataclass(frozen=True)
class TooManyFiles(Refusal):
    """More than `most` files in one reply."""

    most: int


@dataclass(frozen=True)
class FileTooBig(Refusal):
    """A file of more than so many megabytes."""

    name: str
    megabytes: int


@dataclass(frozen=True)
class FileUnwanted(Refusal):
    """A file of a kind that is not sent to customers."""

    name: str


@dataclass(frozen=True)
class NoPublicAddress(Refusal):
    """Customers cannot fetch anything from us: there is no address for it."""


@dataclass(frozen=True)
class PointsShort(Refusal):
    """Fewer points may be spent (or taken back) than was asked for."""

    balance: int


@dataclass(frozen=True)
class EventNotOn(Refusal):
    """The event is not on today: nothing is earned by it."""

    name: str


@dataclass(frozen=True)
class EventHad(Refusal):
    """The customer has had the points of this event."""

    name: str


@dataclass(frozen=True)
class FamiliesOff(Refusal):
    """Points are off, or kept by company: families do not share a wallet."""


@dataclass(frozen=True)
class FamilyAlready(Refusal):
    """The two share a wallet already."""

    name: str


@dataclass(frozen=True)
class FamilyElsewhere(Refusal):
    """Both share a wallet with somebody else: one has to leave first."""

    name: str


@dataclass(frozen=True)
class FamilyMissing(Refusal):
    """The customer shares a wallet with nobody."""

    name: str


@dataclass(frozen=True)
class FamilyFull(Refusal):
    """No more than `most` share a wallet."""

    most: int


@dataclass(frozen=True)
class NameUnclear(Refusal):
    """The words fit several customers, where only one can be meant."""

    name: str


@dataclass(frozen=True)
class AmountMissing(Refusal):
    """No amount of money was told, or one that no purchase has."""


@dataclass(frozen=True)
class SpentTooMuch(Refusal):
    """More points than the purchase costs: at most `most` can pay for it."""

    most: int


@dataclass(frozen=True)
class PurchaseReturned(Refusal):
    """A part of the purchase came back: it cannot be undone any more."""


@dataclass(frozen=True)
class ReturnInstead(Refusal):
    """Somebody was rewarded for this purchase: it can come back, but it cannot be undone."""


@dataclass(frozen=True)
class ReturnTooMuch(Refusal):
    """More came back than was bought, or than is left: `left` yen."""

    left: int


@dataclass(frozen=True)
class NothingToReturn(Refusal):
    """No purchase of which (so much) can come back."""


@dataclass(frozen=True)
class PointsOff(Refusal):
    """There is no points programme, or it is switched off."""


@dataclass(frozen=True)
class PointsSignMissing(Refusal):
    """It does not say whether points come (+100) or go (-100)."""


@dataclass(frozen=True)
class HandLimit(Refusal):
    """The rep may give `left` more points today."""

    left: int


@dataclass(frozen=True)
class HandLimitOfCustomer(Refusal):
    """The customer may be given `left` more points by hand today."""

    left: int


@dataclass(frozen=True)
class GrantDecided(Refusal):
    """Somebody has decided about these points, or they were taken back."""


@dataclass(frozen=True)
class OfferUnavailable(Refusal):
    """A picture to scan needs LINE's id of the account and a public address."""


@dataclass(frozen=True)
class RewardCodeMissing(Refusal):
    """What was typed is no code of a reward: those have eight digits."""


@dataclass(frozen=True)
class RewardCodeUnknown(Refusal):
    """There is no such code; so many more attempts are left."""

    left: int


@dataclass(frozen=True)
class RewardCodeLocked(Refusal):
    """Too many codes that do not exist: not again for so many minutes."""

    minutes: int


@dataclass(frozen=True)
class RewardCodeUsed(Refusal):
    """The code was used, when and before whom (as shown)."""

    name: str
    when: str
    who: str


@dataclass(frozen=True)
class RewardCodeLapsed(Refusal):
    """The code was good until then (as shown)."""

    name: str
    when: str


@dataclass(frozen=True)
class RewardCodeCancelled(Refusal):
    """The points have gone back already."""

    name: str


@dataclass(frozen=True)
class RewardCodeOfOther(Refusal):
    """The code is not the named customer's."""


@dataclass(frozen=True)
class RewardSettled(Refusal):
    """A confirmation can be taken back within a day, once."""


@dataclass(frozen=True)
class TillClosed(Refusal):
    """There is no address that telephones reach, or no key to sign with."""


@dataclass(frozen=True)
class ProgrammeUnfit(Refusal):
    """A points programme that cannot be put in force; `faults` as in crm.notices.programmes.ProgrammeFault."""

    faults: tuple[ProgrammeFault, ...]


@dataclass(frozen=True)
class ProgrammeChanged(Refusal):
    """Somebody has put another programme in force meanwhile."""


@dataclass(frozen=True)
class TooManyEntries(Refusal):
    """A month with more lines than fit into a message's file; the operator can write it by `kizuna points`."""

    most: int
    month: str


@dataclass(frozen=True)
class OfferTooLarge(Refusal):
    """More than a picture may give: above `most` points a manager must agree first."""

    most: int


@dataclass(frozen=True)
class ColumnsMissing(Refusal):
    """A till's file without a column of amounts, or without one that says whose they are."""


@dataclass(frozen=True)
class CustomerUnclear(Refusal):
    """What the row says fits `count` customers, or none of them in everything."""

    count: int
