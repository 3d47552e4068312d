"""What is true of the company that runs this bot, wherever a rule or a sentence needs it."""

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from crm.calendar import BusinessTime


@dataclass(frozen=True)
class House:
    """`admins` are Slack ids; `team_channel` takes alerts that nobody owns; `public_url` has no slash at its end.
    `public`: it is an address that customers can open. `seal` is the key of what must not be forged (crm/points/seals);
    without one nothing is signed.
    """

    company: str = ""
    language: str = "ja"
    business: BusinessTime = field(default_factory=lambda: BusinessTime(ZoneInfo("Asia/Tokyo")))
    line_basic_id: str | None = None
    public_url: str = "http://127.0.0.1:8600"
    public: bool = False
    admins: tuple[str, ...] = ()
    team_channel: str | None = None
    seal: bytes = field(default=b"", repr=False)
