"""What a column may hold, and the names that such columns go by in Japanese and English."""

import re
import unicodedata

# What `--map 列名=field` accepts. `tags` is a cell of several tags, `tag` a column whose ticked rows have its name as
# a tag; `exchanged` is the day of a business card, `event` where it was exchanged: both become the source.
FIELDS = (
    "name",
    "family_name",
    "given_name",
    "reading",
    "family_reading",
    "given_reading",
    "company",
    "department",
    "title",
    "email",
    "phone",
    "postal",
    "address",
    "birthday",
    "owner",
    "tags",
    "tag",
    "note",
    "source",
    "event",
    "exchanged",
    "created",
    "external_id",
    "language",
    "likes",
    "taboos",
    "industry",
    "size",
)
IGNORED = "-"

# The columns that our own errors file has in front; when it comes back they say nothing.
OURS = ("Kizuna 行", "Kizuna 理由")

# Of several columns for one field the first name in its line counts most: a mobile number before the switchboard's.
_SYNONYMS = """
name            本名 氏名 お名前 名前 姓名 名称 顧客名 お客様名 お客様氏名 お客様 会員名 会員氏名 ご担当者名
name            ご担当者 ご担当者様 先方担当者 先方担当者名 フルネーム コンタクト名 連絡先名 宛名 fullname name
name            customername customer contactname displayname 表示名
family_name     姓 名字 苗字 氏 氏名姓 姓漢字 lastname familyname surname
given_name      名 名漢字 氏名名 firstname givenname
reading         ふりがな フリガナ よみ ヨミ よみがな ヨミガナ 読み 読み仮名 読みがな カナ 氏名カナ 氏名かな
reading         氏名フリガナ 氏名ふりがな カナ氏名 名前カナ お名前カナ お名前フリガナ 顧客名カナ 会員名カナ
reading         セイメイ せいめい reading kana furigana namekana phoneticname yominame
family_reading  セイ せい 姓カナ 姓かな 姓フリガナ 姓ふりがな 姓よみ 姓ヨミ 氏名カナ姓 氏名フリガナ姓 カナ姓
family_reading  lastnamekana familynamekana phoneticlastname familynameyomi
given_reading   メイ めい 名カナ 名かな 名フリガナ 名ふりがな 名よみ 名ヨミ 氏名カナ名 氏名フリガナ名 カナ名
given_reading   firstnamekana givennamekana phoneticfirstname givennameyomi
company         会社名 会社 企業名 企業 法人名 法人 勤務先 勤務先名 勤務先会社名 取引先 取引先名 組織名 組織
company         団体名 所属会社 社名 貴社名 御社名 屋号 店舗名 company companyname organization organizationname
company         account accountname employer firm associatedcompany
department      部署 部署名 部門 部門名 所属 所属部署 課 department organizationdepartment
title           役職 役職名 肩書 肩書き 職位 jobtitle title position organizationtitle
email           メールアドレス メール eメール eメールアドレス 電子メール 電子メールアドレス 連絡先メールアドレス
email           email emailaddress mail mailaddress emailvalue pcメール 携帯メール
phone           携帯電話 携帯電話番号 携帯番号 携帯 モバイル 携帯tel mobile mobilephone mobilephonenumber
phone           mobilenumber cellphone cell 直通 直通電話 直通番号 tel直通 directphone 電話番号 電話 連絡先
phone           連絡先電話番号 お電話番号 tel telephone telephonenumber phone phonenumber phonevalue 自宅電話
phone           自宅電話番号 会社電話 会社電話番号 代表電話 代表電話番号 勤務先電話番号 会社tel tel会社 tel部門
phone           businessphone workphone homephone
postal          郵便番号 〒 郵便 postalcode zip zipcode zippostalcode postcode
address         住所 ご住所 所在地 address fulladdress 都道府県 都道府県名 prefecture state stateregion
address         stateprovince region 市区町村 市区郡 市町村 city 町名番地 町域 番地 丁目番地 住所詳細 その他住所
address         以降の住所 street streetaddress 建物 建物名 ビル名 マンション名 建物名部屋番号
birthday        誕生日 生年月日 お誕生日 ご生年月日 バースデー birthday birthdate dateofbirth dob
owner           担当営業 営業担当 営業担当者 担当営業名 営業担当者名 自社担当 自社担当者 弊社担当 弊社担当者
owner           当社担当 担当者slackid owner ownerid slackid salesrep rep accountmanager accountowner
owner           contactowner 所有者 担当者 担当者名 担当
tags            タグ tag tags ラベル labels label groupmembership グループ カテゴリ カテゴリー 分類
note            備考 メモ 個別メモ 備考欄 特記事項 コメント ノート 自由記述 note notes memo remarks comment
note            comments description 説明
source          流入経路 経路 獲得経路 きっかけ 来店きっかけ 紹介元 リードソース source leadsource
source          originalsource
event           イベント イベント名 展示会 展示会名 名刺交換場所 交換場所 event eventname
exchanged       名刺交換日 交換日 exchangedate
created         登録日 登録日時 作成日 作成日時 友だち追加日 友だち追加日時 友だち登録日時 追加日時 初回来店日
created         入会日 createdate createddate createdat created
external_id     外部id 顧客id 顧客番号 顧客コード 顧客no お客様番号 お客様id お客様コード 会員id 会員番号
external_id     会員コード 会員no 取引先コード 管理番号 id externalid customerid customernumber customerno
external_id     membernumber memberid recordid レコードid contactid 名刺id
language        言語 使用言語 希望言語 language preferredlanguage locale
likes           好み 好きなもの お好み 嗜好 趣味 好物 likes favorites favourites hobby hobbies interests
taboos          ng ng事項 苦手 苦手なもの 苦手なこと 注意事項 禁忌 アレルギー taboo taboos dislikes allergies
industry        業種 業界 業種名 industry
size            従業員数 社員数 会社規模 企業規模 規模 companysize employees numberofemployees
"""

_BETWEEN = re.compile(r"[\s_\-・:：./,()\[\]「」【】<>*＊※?？'\"]+")
_REMARK = re.compile(r"(?:必須|任意)$")
_NUMBER = re.compile(r"[0-9]+$")
# One of these is ours or theirs; where nothing else names the customer it is theirs.
EITHER = frozenset({"担当者", "担当者名", "担当"})


def fold(header: str) -> str:
    """What spellings of one header have in common: width, case, spaces, brackets and 「必須」 do not count."""
    plain = _BETWEEN.sub("", unicodedata.normalize("NFKC", header).casefold())
    return _REMARK.sub("", plain)


def bare(folded: str) -> str:
    """Without the number of its kind: メールアドレス2 is a メールアドレス."""
    return _NUMBER.sub("", folded)


def _table() -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for line in _SYNONYMS.split("\n"):
        field, *names = line.split() or ("",)
        for name in names:
            found.setdefault(fold(name), (field, len(found)))
    return found


SYNONYMS = _table()
"""{folded header: (field, rank)}; the lower rank is the better one."""
