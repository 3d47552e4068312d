"""How family names are read: 「さとう」 may be a 佐藤 whose reading nobody has typed, "Tanaka" a 田中.

The commonest readings with the ways of writing them that people confuse, the commonest first. For questions only, it is
never enough to act on: 「なかじま」 is 中島 or 中嶋, and 中島 may be なかしま.
"""

import re
from itertools import chain

from crm.names.folding import key

_READINGS = """
さとう 佐藤 佐東 左藤 佐籐 / すずき 鈴木 鈴樹 / たかはし 高橋 高梁 / たなか 田中 田仲 多中 / いとう 伊藤 伊東 井藤
わたなべ 渡辺 渡部 渡邊 / やまもと 山本 山元 / なかむら 中村 仲村 / こばやし 小林 / かとう 加藤 加籐
よしだ 吉田 芳田 / やまだ 山田 / ささき 佐々木 笹木 佐佐木 / やまぐち 山口 / まつもと 松本 松元 / いのうえ 井上 井ノ上
きむら 木村 喜村 / はやし 林 / さいとう 斎藤 斉藤 西藤 / しみず 清水 志水 / やまざき 山崎 / やまさき 山崎
もり 森 毛利 守 / いけだ 池田 / はしもと 橋本 橋元 / あべ 阿部 安部 安倍 阿倍 / いしかわ 石川 / やました 山下
なかじま 中島 中嶋 / なかしま 中島 / いしい 石井 / おがわ 小川 / まえだ 前田 / おかだ 岡田 / はせがわ 長谷川
ふじた 藤田 / ごとう 後藤 五島 / こんどう 近藤 / むらかみ 村上 / えんどう 遠藤 / あおき 青木 / さかもと 坂本 阪本
ふくだ 福田 / おおた 太田 大田 / にしむら 西村 / ふじい 藤井 / かねこ 金子 兼子 / ふじわら 藤原 / おかもと 岡本 岡元
なかの 中野 / みうら 三浦 / はらだ 原田 / まつだ 松田 / なかがわ 中川 / なかやま 中山 / おの 小野 / たむら 田村
たけうち 竹内 武内 / いしだ 石田 / うえだ 上田 植田 / もりた 森田 / しばた 柴田 芝田 / さかい 酒井 坂井 / くどう 工藤
よこやま 横山 / みやざき 宮崎 / みやもと 宮本 / うちだ 内田 / たかぎ 高木 / あんどう 安藤 安東 / たにぐち 谷口
おおの 大野 / まるやま 丸山 / いまい 今井 / たかだ 高田 / たけだ 武田 竹田 / ふじもと 藤本 / むらた 村田 / うえの 上野
すぎやま 杉山 / ますだ 増田 益田 / おおつか 大塚 / ひらの 平野 / こじま 小島 児島 / すがわら 菅原 / きくち 菊池 菊地
くぼ 久保 / まつい 松井 / のぐち 野口 / ちば 千葉 / いわさき 岩崎 / さくらい 桜井 / きのした 木下 / まつお 松尾
のむら 野村 / さの 佐野 / わたべ 渡部 / おおにし 大西 / すぎもと 杉本 / あらい 新井 荒井 / はまだ 浜田 / いちかわ 市川
ふるかわ 古川 古河 / みずの 水野 / こまつ 小松 / しまだ 島田 嶋田 / ひがし 東 / こやま 小山 / たかの 高野
にしだ 西田 / きくた 菊田 / やまうち 山内 / やまのうち 山内 / にしやま 西山 / くろだ 黒田 / おおくぼ 大久保
くぼた 久保田 窪田 / ほんだ 本田 本多 / いわた 岩田 / なかた 中田 / なかだ 中田 / ほり 堀 / つじ 辻
かわかみ 川上 河上 / かわぐち 川口 河口 / かわむら 川村 河村 / かわさき 川崎 河崎 / おおしま 大島 大嶋 / みやた 宮田
やの 矢野 / いいだ 飯田 / よしむら 吉村 / みなみ 南 / ひらた 平田 / あらき 荒木 / たなべ 田辺 田邊 / くまがい 熊谷
おおもり 大森 / おざわ 小沢 / たけなか 竹中 / はっとり 服部 / ひぐち 樋口 / かわい 河合 川合 河井 / ばば 馬場
せき 関 / みやけ 三宅 / どい 土井 / きた 北 / はら 原 / おか 岡 / はた 畑 秦 / むらやま 村山 / おおいし 大石
まつうら 松浦 / よしかわ 吉川 / きっかわ 吉川 / こいけ 小池 / ながい 永井 長井 / なりた 成田 / かわの 河野 川野
こうの 河野 高野 / ながた 永田 / はまさき 浜崎 / いのまた 猪俣 / つちや 土屋 / ほしの 星野
"""


def _table() -> dict[str, tuple[str, ...]]:
    lines = (entry.split() for entry in re.split(r"[/\n]", _READINGS) if entry.strip())
    return {key(reading): tuple(dict.fromkeys(map(key, names))) for reading, *names in lines}


_WRITTEN = _table()
_ALL_READ = {name: [read for read, names in _WRITTEN.items() if name in names] for name in chain(*_WRITTEN.values())}
_LONG = re.compile("(?<=[オコソトノホモヨロゴゾドボポ])[ウオ]|(?<=[ウクスツヌフムユルグズブプ])ウ")
# Latin letters leave long vowels out: Sato, Ito, Ono (小野, 大野).
_SHORT = {
    _LONG.sub("", each): [same for same in _WRITTEN if _LONG.sub("", same) == _LONG.sub("", each)] for each in _WRITTEN
}

# Hepburn and the other ways of writing the same sounds.
_SOUNDS = """
a ア  i イ  u ウ  e エ  o オ  ka カ  ki キ  ku ク  ke ケ  ko コ  sa サ  shi シ  si シ  su ス  se セ  so ソ
ta タ  chi チ  ti チ  tsu ツ  tu ツ  te テ  to ト  na ナ  ni ニ  nu ヌ  ne ネ  no ノ  ha ハ  hi ヒ  fu フ  hu フ
he ヘ  ho ホ  ma マ  mi ミ  mu ム  me メ  mo モ  ya ヤ  yu ユ  yo ヨ  ra ラ  ri リ  ru ル  re レ  ro ロ  wa ワ
wo オ  ga ガ  gi ギ  gu グ  ge ゲ  go ゴ  za ザ  ji ジ  zi ジ  zu ズ  ze ゼ  zo ゾ  da ダ  du ズ  de デ  do ド
ba バ  bi ビ  bu ブ  be ベ  bo ボ  pa パ  pi ピ  pu プ  pe ペ  po ポ  kya キヤ  kyu キユ  kyo キヨ  sha シヤ
shu シユ  sho シヨ  sya シヤ  syu シユ  syo シヨ  cha チヤ  chu チユ  cho チヨ  tya チヤ  tyu チユ  tyo チヨ
nya ニヤ  nyu ニユ  nyo ニヨ  hya ヒヤ  hyu ヒユ  hyo ヒヨ  mya ミヤ  myu ミユ  myo ミヨ  rya リヤ  ryu リユ
ryo リヨ  gya ギヤ  gyu ギユ  gyo ギヨ  ja ジヤ  ju ジユ  jo ジヨ  zya ジヤ  zyu ジユ  zyo ジヨ  bya ビヤ
byu ビユ  byo ビヨ  pya ピヤ  pyu ピユ  pyo ピヨ
"""
_KANA = dict(zip(_SOUNDS.split()[::2], _SOUNDS.split()[1::2], strict=True))


def other_ways(words: str) -> tuple[str, ...]:
    """Keys of names that sound like these words: サトウ → 佐藤 …; 田仲 → タナカ, 田中 …; tanaka → タナカ, 田中 …"""
    kana = from_romaji(words)
    read = _SHORT.get(_LONG.sub("", kana), [kana]) if kana else _ALL_READ.get(words, [words])[:1]
    ways = [way for each in read for way in (each, *_WRITTEN.get(each, ()))]
    return tuple(way for way in dict.fromkeys(ways) if way != words)


def read_apart(family: str, reading: str) -> tuple[str, str] | None:
    """The reading of a name, as keys of its family and its given part: 田中, タナカイチロウ → タナカ, イチロウ."""
    fitting = (each for each in _ALL_READ.get(family, ()) if reading.startswith(each))
    longest = max(fitting, key=len, default="")
    return (longest, reading.removeprefix(longest)) if longest else None


def from_romaji(latin: str) -> str:
    """A key in Latin letters as one in katakana; empty for what nobody would read so."""
    out, at = "", 0
    while at < len(latin):
        sound = next((latin[at : at + size] for size in (3, 2, 1) if latin[at : at + size] in _KANA), latin[at])
        kana = _KANA.get(sound, _alone(latin[at], latin[at + 1 : at + 2]))
        if kana is None:
            return ""
        out, at = out + kana, at + len(sound)
    return out


def _alone(letter: str, following: str) -> str | None:
    """A letter without a vowel: Shinpei, Honma, Hattori, Satoh."""
    if letter == "n" or (letter == "m" and following in {"b", "p", "m"}):
        return "ン"
    if letter == "h":
        return ""
    return "ツ" if following and (letter == following or letter + following == "tc") else None
