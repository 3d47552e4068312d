"""Old and variant kanji as they stand in family names, given names and the names of firms.

Each group begins with the form it is folded to. For search only: 渡邊 and 渡辺 may be two people.
The pairs are those of the reform of 1946-49 (新字体) that occur in names, and the popular variants of the registers.
"""

_GROUPS = """
亜亞 亘亙 仏佛 仙僊 会會 伝傳 体體 来來 児兒 内內 円圓 剣劍劔剱釼 効效 勲勳 区區 単單 双雙 収收 参參
号號 吉𠮷 向嚮 和龢 営營 囲圍 団團 図圖 国國圀 圧壓 土圡𡈽 塩鹽 増增 壮壯 声聲 壱壹 変變 奇竒 奥奧
嬢孃 学學斈 実實 宝寶寳 寛寬 寿壽 将將 専專 尭堯 属屬 島嶋嶌 岳嶽 峰峯 峡峽 崎﨑嵜碕 巌巖 帯帶 帰歸
広廣 応應 弁辨辯瓣 弥彌 弾彈 当當 径徑 従從 徳德悳 恋戀 恒恆 恵惠 悦悅 戦戰 戯戲 戸戶 払拂 抜拔 拡擴
挙擧 揺搖 摂攝 数數 斎齋齊斉 断斷 旧舊 昂昻 昇曻 晃晄 晋晉 暁曉 曽曾 条條 杯盃 松枩 柏栢 柳栁桺 栄榮
桑桒 桜櫻 桝枡 桧檜 梅楳 検檢 楼樓 楽樂 槍鎗 槙槇 様樣 権權 横橫 橋𣘺 欧歐 歓歡 歩步 歯齒 歳歲 残殘
毎每 気氣 沖冲 沢澤 浄淨 浅淺 浜濱濵 涙淚 済濟 涛濤 涼凉 淵渕渊 清淸 渋澁澀 渓溪 満滿 湾灣 滝瀧 潟泻
瀬瀨 灯燈 為爲 焼燒 煕熙凞 燗爛 独獨 狭狹 猪豬 献獻 珍珎 瑠璢 瑶瑤 産產 画畫 畳疊 痩瘦 発發 真眞 瞭暸
砺礪 磯礒 祢禰 祷禱 礼禮 禅禪 秋穐龝 称稱 稲稻 穂穗 穎頴 穏穩 穣穰 窓窻 竜龍 糸絲 経經 絵繪 継繼 続續
総總 緑綠 緒緖 縁緣 縄繩 繊纖 聡聰 肇肈 臓臟 与與 船舩 芦蘆 芸藝 茎莖 荘莊 萌萠 蒋蔣 蔵藏 薫薰 薮藪籔
虫蟲 蛍螢 蝉蟬 衛衞 装裝 裏裡 覚覺 覧覽 観觀 触觸 訳譯 証證 読讀 誉譽 諌諫 謡謠 譲讓 讃讚 豊豐 賛贊
賓賔 軽輕 辺邉邊 迩邇 逓遞 遥遙 郎郞 郷鄕鄉 酔醉 釈釋 野埜 鉄鐵鉃 鉱鑛 銭錢 鋭銳 録錄 鎮鎭 関關 陥陷
険險 隠隱 隣鄰 雑雜 霊靈 青靑 静靜 頚頸 頼賴 顔顏 顕顯 館舘 駅驛 駆驅 騒騷 髄髓 高髙 鯵鰺 鴎鷗 鴬鶯
鶏鷄 鶴靏靎 麦麥 麹麴 麻蔴 黄黃 黒黑 黙默 万萬 亀龜 倶俱 凛凜 厳嚴 園薗 弐貳 余餘 予豫
"""


def _folds() -> dict[str, str]:
    return {variant: group[0] for group in _GROUPS.split() for variant in group[1:]}


FOLDS = str.maketrans(_folds())
"""For `str.translate`: each variant to the form of its group."""
