"""Legal forms of firms, Japanese and English, and the endings by which a firm's name shows itself."""

import re

_JAPANESE = (
    r"特定非営利活動法人|一般社団法人|公益社団法人|一般財団法人|公益財団法人|社会福祉法人|社会医療法人|医療法人社団|医療法人財団"
    r"|医療法人|独立行政法人|国立大学法人|学校法人|宗教法人|監査法人|弁護士法人|税理士法人|司法書士法人|行政書士法人"
    r"|社会保険労務士法人|特許業務法人|農事組合法人|npo法人|社団法人|財団法人|株式会社|有限会社|合同会社|合資会社|合名会社|相互会社"
    r"|\((?:株|有|同|資|名|相|社|財|医|学|福|宗|独|一社|一財|公社|公財|特非)\)"
)
_ENGLISH = (
    r"incorporated|inc|corporation|corp|company|co|limited|ltd|l\.?l\.?c|l\.?l\.?p|p\.?l\.?c|gmbh|k\.?k|g\.?k|y\.?k"
    r"|kabushiki kaisha|godo kaisha|pte|pty|a\.?g|b\.?v|n\.?v|s\.a|s\.?a\.?s|sarl|s\.r\.l|s\.p\.a|a/s"
)

JAPANESE_FORM = re.compile(_JAPANESE, re.IGNORECASE)
"""A legal form anywhere in a name that has been through NFKC: there ㈱ and （株） are both (株)."""

ENGLISH_WORD = re.compile(rf"(?:{_ENGLISH})\.?,?", re.IGNORECASE)
"""One whole word that is a legal form: `Inc.`, `Co.,`, `K.K.`."""

_ENGLISH_END = re.compile(rf"(?<![a-z0-9./])(?:{_ENGLISH})\.?[\s,]*$")
_ENGLISH_START = re.compile(r"^(?:k\.?k|g\.?k|y\.?k)\.?\s+")

_ENDINGS = (
    "商事|商店|商会|工業|産業|興業|実業|製作所|製造|銀行|信用金庫|信金|証券|保険|生命|病院|医院|クリニック|歯科|薬局|大学|学園|学校|高校|幼稚園"
    "|保育園|物産|貿易|通商|建設|建築|工務店|不動産|住宅|住建|電機|電気|電力|電子|機械|機器|化学|化成|製薬|薬品|食品|飲料|酒造|水産|農園|農場"
    "|運輸|運送|物流|倉庫|交通|鉄道|航空|観光|旅行|ホテル|旅館|印刷|出版|新聞|放送|広告|通信|システム|システムズ|ソフト|テック|サービス|ストア"
    "|マート|フーズ|グループ|ホールディングス|コーポレーション|事務所|研究所|協会|組合|市役所|役所|県庁|鉄工所|鉄工|製鉄|製鋼|重工|金属|自動車"
    "|石油|ガス|繊維|紡績|設計|設備|デザイン|開発|支店|支社|営業所|工場|本店|本社|店"
)
_FIRM_END = re.compile(rf"(?:{_ENDINGS})$")
_DEPARTMENT = re.compile(
    "(?:支店|支社|営業所|事業部|事業所|本社|本店|工場|センター"
    "|(?:営業|総務|人事|経理|開発|購買|企画|広報|技術|製造|法務|財務|資材|調達|情報システム)(?:本部|部|課|室))$"
)


def without_legal_forms(folded: str) -> str:
    """`folded` (NFKC, casefolded) less its legal forms; unchanged when nothing else would be left."""
    rest = _ENGLISH_START.sub("", JAPANESE_FORM.sub(" ", folded)).strip()
    while (shorter := _ENGLISH_END.sub("", rest).rstrip(" ,")) != rest:
        rest = shorter
    return rest or folded


def names_a_firm(word: str) -> bool:
    """Whether `word` ends as firms do: 三菱商事, みどり病院, 大阪工場."""
    return bool(_FIRM_END.search(word))


def names_a_department(word: str) -> bool:
    """Whether `word` is a part of a firm: 東京支店, 営業部. Not 阿部 or 服部."""
    return bool(_DEPARTMENT.search(word))
