"""At the counter: what a customer has, taking points for what is paid, and putting right what was typed wrongly."""

from crm.activities import cadences
from crm.notices import GrantShown, PointsOf, WhosePoints
from crm.points.bank import giving, ledger, statements, telling
from crm.points.bank.ledger import Slip
from crm.points.counter import grants, whom
from crm.points.counter.readings import Said
from crm.points.programme import programmes
from crm.records import customers
from crm.refusals import GrantDecided, NotAllowed, PointsSignMissing, Refused, UndoTooLate
from crm.roles import rule
from crm.work import Work


@rule("points.show")
async def show(work: Work, text: str, said: Said, chosen: int | None = None) -> PointsOf | WhosePoints:
    """What the customer has, or the question who is meant.

    Raises:
        Refused: NameMissing.
    """
    found = await whom.meant(work, text, said.whose, chosen, grants.PICK)
    if isinstance(found, WhosePoints):
        return found
    customer, programme = found[0], await programmes.current(work)
    statement = await statements.of(work.session, programme, customer.id, work.today)
    return PointsOf(customer.id, customer.name, grants.company(customer), statement, off=not programme.enabled)


@rule("points.checkout")
async def checkout(work: Work, text: str, said: Said, chosen: int | None = None) -> GrantShown | WhosePoints:
    """Take points at the till; the customer always hears of it.

    Raises:
        Refused: NameMissing, PointsSignMissing, TextTooLong, PointsShort.
    """
    if not said.points or said.points > 0:
        raise Refused(PointsSignMissing())
    found = await whom.meant(work, text, said.whose, chosen, grants.PICK)
    if isinstance(found, WhosePoints):
        return found
    customer, _ = await customers.reached(work, found[0].id)
    programme = await programmes.current(work)
    grant = grants.made(work, customer.id, said.points, found[1], "given")
    await work.save(grant)
    slip = Slip(f"grant:{grant.id}", grant.reason, f"point_grants:{grant.id}", grant.note or None)
    posted = await giving.take(work, programme, customer.id, -said.points, slip)
    await telling.tell(work, programme, customer.id, posted, grant.reason, grant.note)
    await cadences.touched(work, customer.id)
    return grants.shown(grant, customer, posted, undo=True)


@rule("grants.undo")
async def undo(work: Work, grant_id: int) -> GrantShown:
    """Within ten minutes whoever gave or took points puts it right; the customer hears of it.

    Raises:
        Refused: Gone, NotAllowed, GrantDecided, UndoTooLate.
    """
    grant, customer = await grants.locked(work, grant_id)
    if grant.rep_id != work.actor.id:
        raise Refused(NotAllowed(work.rule))
    if grant.state != "given" or customer is None:
        raise Refused(GrantDecided())
    if work.now - grant.created_at > grants.UNDO_WITHIN:
        raise Refused(UndoTooLate(int(grants.UNDO_WITHIN.total_seconds() // 60)))
    key, slip = f"grant:{grant.id}", Slip(f"grant:{grant.id}:undone", "undone", f"point_grants:{grant.id}")
    grant.state = "cancelled"
    back = ledger.refund if grant.points < 0 else ledger.reverse
    posted = await back(work, key, slip)
    programme = await programmes.current(work)
    await telling.tell(work, programme, customer.id, posted, "undone", grant.note)
    return grants.shown(grant, customer, posted, state="undone")
