"""Exports of other programs, known by their headers. Where the headers come from stands in docs/import.md."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from crm.imports.headers import IGNORED, fold

# The codes in L-step's first line, above the names: a column of a tag, a column of the account's own data.
TAG_CODE, DATA_CODE = "タグ_", "友だち情報_"


@dataclass(frozen=True)
class Preset:
    """`signs`: the file is this program's when it has all folded headers of one of them.

    `nicknames`: the names are what people call themselves in LINE. `cards`: the rows are business cards, so the day and
    place of the exchange is their source. `flags_after`: unknown columns behind this one are tags, ticked with a 1.
    `own`: it is ours, so it is nobody's source and its external ids are as they stand.
    """

    name: str
    label: str
    signs: tuple[frozenset[str], ...]
    columns: Mapping[str, str] = field(default_factory=dict)
    nicknames: bool = False
    cards: bool = False
    flags_after: str = ""
    own: bool = False


def _signs(*lines: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(fold(each) for each in line.split("|")) for line in lines)


def _columns(**fields: str) -> dict[str, str]:
    """{folded header: field} from `field="header|header"`; the first header of a field counts most."""
    return {fold(each): name for name, headers in fields.items() for each in headers.split("|")}


def _ignored(headers: str) -> dict[str, str]:
    return {fold(each): IGNORED for each in headers.split("|")}


_FRIENDS = _columns(
    name="本名|システム表示名|LINE登録名|LINE名|表示名",
    external_id="ID|登録ID|友だちID",
    note="個別メモ|メモ",
    created="友だち追加日時|友だち登録日時",
) | _ignored(
    "ステータスメッセージ|対応マーク|対応ステータス|表示状態|ユーザーブロック|最終メッセージ|最新メッセージ|最終メッセージ日時"
    "|購読中シナリオ|シナリオ日数|ステップ配信状況|最終メッセージ受信|紹介アフィリエイター|表示中リッチメニュー|QRコードアクション"
)

PRESETS = (
    Preset(
        "lstep",
        "Lステップ",
        _signs("表示名|友だち追加日時|システム表示名", "表示名|友だち追加日時|購読中シナリオ", "登録ID|表示名"),
        _FRIENDS,
        nicknames=True,
    ),
    Preset(
        "lme",
        "エルメ (L Message)",
        _signs("LINE登録名|ステップ配信状況", "LINE登録名|友だち追加日時", "LINE名|友だち追加日時"),
        _FRIENDS,
        nicknames=True,
    ),
    Preset(
        "eight",
        "Eight",
        _signs("会社名|姓|名|e-mail|TEL会社", "会社名|氏名|e-mail|TEL会社"),
        _columns(phone="携帯電話|TEL直通|TEL部門|TEL会社", exchanged="名刺交換日")
        | _ignored("Fax|URL|Eightでつながっている人|再データ化中の名刺|'?'を含んだデータ"),
        cards=True,
        flags_after=fold("名刺交換日"),
    ),
    Preset(
        "sansan",
        "Sansan",
        _signs(
            "会社名|氏名|TEL-1(1)",
            "会社名|氏名|Email(1)",
            "会社名|名刺所有者ユーザID",
            "会社名|名刺ID",
            "会社名|名刺交換日",
        ),
        _columns(
            external_id="名刺ID",
            phone="携帯電話(1)|携帯電話|TEL-1(1)|TEL-2(1)|TEL1|TEL2",
            address="住所(1)［全て］|住所［全て］",
            exchanged="名刺交換日",
        )
        | _ignored(
            "住所(1)［都道府県］|住所(1)［市区町村］|住所(1)［番地］|住所(1)［建物］|住所［都道府県］|住所［市区町村］|住所［番地］|住所［ビル名］"
            "|人物ID|会社ID|登録日|名刺更新日時|名刺所有者|名刺所有者名|名刺所有者ユーザID|会社名（英名）|会社名（カナ）|FAX(1)|URL(1)|国"
        ),
        cards=True,
    ),
    Preset(
        "hubspot",
        "HubSpot",
        _signs(
            "Record ID|First Name|Last Name",
            "Contact ID|First Name|Last Name|Lifecycle Stage",
            "レコードID|名|姓",
            "レコードID - コンタクト|名|姓",
        ),
        _columns(
            external_id="Record ID|Record ID - Contact|Contact ID|レコードID|レコードID - コンタクト",
            owner="Contact owner|コンタクト担当者",
            company="Company Name|Associated Company|会社名",
            created="Create Date|作成日",
            note="Notes|Message|メモ",
            source="Original Source|オリジナルソース",
        )
        | _ignored("Associated Company IDs|Lifecycle Stage|Lead Status|Last Activity Date|Marketing contact status"),
    ),
    Preset(
        "salesforce",
        "Salesforce",
        _signs(
            "Id|FirstName|LastName|AccountId",
            "Contact ID|Last Name|Account Name",
            "First Name|Last Name|Account Name",
            "取引先責任者ID|姓",
            "取引先名|姓|名",
        ),
        _columns(
            external_id="Id|Contact ID|Contact ID 18|取引先責任者ID",
            owner="Contact Owner|取引先責任者 所有者|所有者 氏名",
            company="Account Name|Account.Name|取引先名",
            address="Mailing Street|Mailing City|Mailing State/Province|MailingStreet|MailingCity|MailingState"
            "|郵送先 都道府県|郵送先 市区郡|郵送先 町名・番地|住所(郵送先)",
            postal="Mailing Zip/Postal Code|MailingPostalCode|郵送先 郵便番号|郵便番号(郵送先)",
            phone="Mobile|MobilePhone|携帯|携帯電話|Phone|電話",
            note="Description|説明",
            source="Lead Source|LeadSource|リードソース",
            created="Created Date|CreatedDate|作成日",
        )
        | _ignored("AccountId|OwnerId|MasterRecordId|IsDeleted|Salutation|Name|敬称"),
    ),
    Preset(
        "google",
        "Google コンタクト",
        _signs("First Name|Last Name|Phonetic First Name|File As", "Given Name|Family Name|Given Name Yomi"),
        _columns(
            family_name="Last Name|Family Name",
            given_name="First Name|Given Name",
            company="Organization Name|Organization 1 - Name",
            department="Organization Department|Organization 1 - Department",
            title="Organization Title|Organization 1 - Title",
            email="E-mail 1 - Value|E-mail 2 - Value|E-mail 3 - Value",
            phone="Phone 1 - Value|Phone 2 - Value|Phone 3 - Value",
            address="Address 1 - Formatted",
            tags="Labels|Group Membership",
            note="Notes",
        )
        | _ignored("Name|Nickname|Middle Name|Address 1 - Street|Address 1 - City|Address 1 - Region|Location|Subject"),
    ),
    # Our own customers.csv, handed on as a table: its numbers are of the other database.
    Preset(
        "kizuna",
        "Kizuna",
        _signs("id|name|owner|company_id", "id|name|owner|line_linked"),
        _ignored(
            "id|company_id|line_linked|created_at|version|owner_id|deputy|deputy_id|key_person|birth_year|birth_month"
            "|birth_day|show_age|mourning_from|mourning_until|gifts_declined|cadence_days|tags|custom|merged_into_id"
        ),
        own=True,
    ),
)


def detect(folded: Collection[str]) -> Preset | None:
    """Whose export these headers are; None for anybody's own table."""
    there = frozenset(folded)
    return next((each for each in PRESETS if any(sign <= there for sign in each.signs)), None)


def numbered(external_id: str) -> bool:
    """Whether the number is one of a program we know: `hubspot:12`, not the 12 of anybody's own table."""
    program, colon, _ = external_id.partition(":")
    return bool(colon) and any(each.name == program and not each.own for each in PRESETS)
