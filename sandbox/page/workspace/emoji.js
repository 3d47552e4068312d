// Slack's shortcodes (":tada:") as characters. Names that are not here stay as typed, as Slack does with unknown ones.

const NAMES = `
smile 😄|smiley 😃|grinning 😀|blush 😊|slightly_smiling_face 🙂|wink 😉|joy 😂|sweat_smile 😅|laughing 😆|heart_eyes 😍|thinking_face 🤔
relieved 😌|neutral_face 😐|disappointed 😞|worried 😟|cry 😢|sob 😭|angry 😠|rage 😡|confused 😕|upside_down_face 🙃|star-struck 🤩|pleading_face 🥺
bow 🙇|man-bowing 🙇‍♂️|woman-bowing 🙇‍♀️|raising_hand 🙋|ok_woman 🙆|wave 👋|+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|ok_hand 👌|clap 👏|pray 🙏|raised_hands 🙌
muscle 💪|handshake 🤝|point_right 👉|point_left 👈|point_up 👆|point_down 👇|eyes 👀|speech_balloon 💬|bust_in_silhouette 👤|busts_in_silhouette 👥
tada 🎉|confetti_ball 🎊|gift 🎁|birthday 🎂|balloon 🎈|trophy 🏆|medal 🏅|first_place_medal 🥇|second_place_medal 🥈|third_place_medal 🥉|star ⭐|star2 🌟|sparkles ✨
heart ❤️|broken_heart 💔|sparkling_heart 💖|blue_heart 💙|green_heart 💚|yellow_heart 💛|100 💯|fire 🔥|rocket 🚀|zap ⚡|bulb 💡|boom 💥
white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|x ❌|heavy_multiplication_x ✖️|warning ⚠️|no_entry ⛔|no_entry_sign 🚫|question ❓|grey_question ❔|exclamation ❗|heavy_exclamation_mark ❗|bangbang ‼️|information_source ℹ️
red_circle 🔴|large_orange_circle 🟠|large_yellow_circle 🟡|large_green_circle 🟢|large_blue_circle 🔵|large_purple_circle 🟣|white_circle ⚪|black_circle ⚫|large_red_square 🟥|large_green_square 🟩|large_blue_square 🟦
small_blue_diamond 🔹|small_orange_diamond 🔸|large_blue_diamond 🔷|arrow_right ➡️|arrow_left ⬅️|arrow_up ⬆️|arrow_down ⬇️|arrow_upper_right ↗️|arrow_lower_right ↘️|arrows_counterclockwise 🔄|leftwards_arrow_with_hook ↩️
bell 🔔|no_bell 🔕|loudspeaker 📢|mega 📣|alarm_clock ⏰|stopwatch ⏱️|hourglass ⌛|hourglass_flowing_sand ⏳|clock3 🕒|calendar 📅|date 📅|spiral_calendar_pad 🗓️
memo 📝|pencil 📝|pencil2 ✏️|clipboard 📋|bookmark 🔖|label 🏷️|pushpin 📌|round_pushpin 📍|paperclip 📎|link 🔗|mag 🔍|key 🔑|lock 🔒|unlock 🔓|gear ⚙️|wrench 🔧|hammer_and_wrench 🛠️|wastebasket 🗑️
chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|bar_chart 📊|moneybag 💰|yen 💴|credit_card 💳|shopping_trolley 🛒|package 📦|truck 🚚
phone ☎️|telephone ☎️|telephone_receiver 📞|iphone 📱|computer 💻|email ✉️|envelope ✉️|incoming_envelope 📨|mailbox 📫|inbox_tray 📥|outbox_tray 📤|page_facing_up 📄|bookmark_tabs 📑|newspaper 📰|books 📚
office 🏢|house 🏠|hospital 🏥|bank 🏦|factory 🏭|convenience_store 🏪|coffee ☕|tea 🍵|sake 🍶|beer 🍺|bento 🍱|cherry_blossom 🌸|sunflower 🌻|maple_leaf 🍁|snowflake ❄️|sunny ☀️|cloud ☁️|umbrella ☔|bamboo 🎍|dolls 🎎|flags 🎏
briefcase 💼|necktie 👔|man-woman-boy-girl 👨‍👩‍👧‍👦|robot_face 🤖|new 🆕|ok 🆗|up 🆙|sos 🆘|zzz 💤|jp 🇯🇵|us 🇺🇸
one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣|six 6️⃣|seven 7️⃣|eight 8️⃣|nine 9️⃣|keycap_ten 🔟|zero 0️⃣
`;

const TABLE = new Map(
  NAMES.trim().split(/[|\n]/).map((pair) => {
    const gap = pair.lastIndexOf(" ");
    return [pair.slice(0, gap), pair.slice(gap + 1)];
  }),
);

/** The character for a shortcode's name, or undefined. */
export function emojiOf(name) {
  return TABLE.get(name);
}

/** Plain text with its known ":names:" as characters. */
export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+'-]+):/g, (whole, name) => TABLE.get(name) ?? whole);
}
