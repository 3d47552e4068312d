// The page's own words, Japanese and English. What the bot says never passes here.

const WORDS = {
  sandbox: ["お試し環境", "Sandbox"],
  tagline: ["Slack の営業担当と LINE のお客様を、ひとつの記録で結びます。", "Reps in Slack, customers in LINE, one shared memory."],
  live: ["接続中", "Live"],
  lost: ["再接続しています…", "Reconnecting…"],
  tips: ["試してみる", "Try this"],
  language: ["表示言語", "Language"],
  asStaff: ["社員", "Staff"],
  asCustomer: ["お客様", "Customer"],
  panes: ["表示する画面", "Which side to show"],
  arrival: ["{name}さんに新着", "New for {name}"],
  members: ["社員", "Members"],
  guests: ["ゲスト", "Guests"],
  strangers: ["社外(Slack コネクト)", "Other companies (Slack Connect)"],
  admin: ["管理者", "admin"],
  notFriend: ["友だちではない", "not a friend"],
  blockedShort: ["ブロック中", "blocked"],

  channels: ["チャンネル", "Channels"],
  apps: ["App", "Apps"],
  conversations: ["会話", "Conversations"],
  unread: ["未読{n}件", "{n} unread"],
  messagesOf: ["{name} のメッセージ", "Messages in {name}"],
  messagesTab: ["メッセージ", "Messages"],
  homeTab: ["ホーム", "Home"],
  homeEmpty: ["ホームにはまだ何も公開されていません。", "Nothing has been published to Home yet."],
  empty: ["まだメッセージはありません。", "No messages yet."],
  emptyHint: ["上の「試してみる」を押すと、例文が入力欄に入ります。", "Pick a “Try this” line above: it goes into the box below."],
  app: ["アプリ", "APP"],
  onlyYou: ["あなただけに表示されています", "Only visible to you"],
  edited: ["(編集済み)", "(edited)"],
  replies: ["{n}件の返信", "{n} replies"],
  reply: ["スレッドで返信", "Reply in thread"],
  thread: ["スレッド", "Thread"],
  threadOf: ["スレッドの返信", "Replies in the thread"],
  closeThread: ["スレッドを閉じる", "Close thread"],
  messageTo: ["{name} へのメッセージ", "Message {name}"],
  replyHere: ["返信する…", "Reply…"],
  send: ["送信", "Send"],
  attach: ["ファイルを添付", "Attach a file"],
  tooBig: ["{name} は大きすぎます。この環境では{n} MBまでお試しいただけます。", "{name} is too big: this sandbox takes up to {n} MB."],
  messageMenu: ["メッセージのメニュー", "Menu of the message"],
  keys: ["Enter で送信 · Shift+Enter で改行 · F6 で隣の画面へ", "Enter sends · Shift+Enter for a new line · F6 jumps across"],
  commandsList: ["コマンドの候補", "Matching commands"],
  peopleList: ["宛先の候補", "Matching people"],
  unknownCommand: ["{name} というコマンドはありません。「/」を入力すると一覧が出ます。", "There is no command {name}. Type “/” to see the list."],
  choose: ["選択してください", "Choose"],
  search: ["検索", "Search"],
  searchMore: ["{n}文字以上入力してください", "Type at least {n} characters"],
  noMatch: ["一致するものがありません", "No matches"],
  searching: ["検索しています…", "Searching…"],
  optionsFailed: ["候補を取得できませんでした。もう一度お試しください。", "The options could not be fetched. Please try again."],
  more: ["その他の操作", "More actions"],
  selectedCount: ["{n}件を選択中", "{n} selected"],
  confirmTitle: ["よろしいですか?", "Are you sure?"],
  confirmYes: ["はい", "Yes"],
  confirmNo: ["キャンセル", "Cancel"],
  close: ["閉じる", "Close"],
  cancel: ["キャンセル", "Cancel"],
  back: ["前の画面に戻る", "Back"],
  submit: ["送信", "Submit"],
  optional: ["(任意)", "(optional)"],
  needed: ["この必須項目を入力してください。", "Please complete this required field."],
  tooShort: ["{n}文字以上で入力してください。", "Use at least {n} characters."],
  tooLong: ["{n}文字以内で入力してください。", "Use at most {n} characters."],
  notNumber: ["数字を入力してください。", "Enter a number."],
  notWhole: ["整数を入力してください。", "Enter a whole number."],
  tooSmall: ["{n}以上で入力してください。", "Enter {n} or more."],
  tooBig: ["{n}以下で入力してください。", "Enter {n} or less."],
  notMail: ["メールアドレスの形で入力してください。", "Enter an e-mail address."],
  notLink: ["https:// で始まるリンクを入力してください。", "Enter a link that begins with https://."],
  unknownBlock: ["この画面では表示できない部品です({type})", "This page cannot show this part ({type})"],
  undrawable: ["このメッセージは表示できませんでした。", "This message could not be displayed."],
  imageOf: ["画像: {name}", "Image: {name}"],
  video: ["動画を開く", "Open video"],
  file: ["ファイル", "File"],
  openFile: ["{name} を開く", "Open {name}"],
  codeBlock: ["コード", "Code"],

  noAnswer: ["ボットから{seconds}秒以内に応答がありませんでした。ボットが動いているかご確認ください。", "The bot did not answer within {seconds} seconds. Please check that it is running."],
  tooSlow: ["ボットの応答に{ms}ミリ秒かかりました。本番では{seconds}秒で打ち切られます。", "The bot took {ms} ms. The real platform gives up after {seconds} s."],
  botError: ["ボットがエラー({status})を返しました。ログをご確認ください。", "The bot answered with an error ({status}). Please look at its log."],
  notRunning: ["ボットに接続できませんでした。ボットが動いているかご確認ください。", "The bot could not be reached. Please check that it is running."],
  platformRefused: ["ボットの応答をプラットフォームが受け付けませんでした: {detail}", "The platform would refuse the bot's answer: {detail}"],
  townGone: ["サンドボックスに接続できません。make run が動いているかご確認ください。", "The sandbox cannot be reached. Please check that make run is running."],
  townRefused: ["サンドボックスが受け付けませんでした({status}): {detail}", "The sandbox refused this ({status}): {detail}"],
  nobody: ["まだ誰もいません。", "There is nobody here yet."],

  chatWith: ["{name} とのトーク", "Chat with {name}"],
  lineMenu: ["トークの設定", "Chat settings"],
  addFriend: ["友だち追加", "Add friend"],
  addFriendAsk: ["{name} を友だちに追加しますか?", "Add {name} as a friend?"],
  block: ["ブロック", "Block"],
  unblock: ["ブロック解除", "Unblock"],
  blocked: ["ブロックしています。メッセージは届きません。", "You have blocked this account. Messages do not arrive."],
  lineInput: ["メッセージを入力", "Aa"],
  stickers: ["スタンプを送る", "Send a sticker"],
  stickerOf: ["スタンプ", "Sticker"],
  quickReplies: ["返信の候補", "Quick replies"],
  unsend: ["送信取消", "Unsend"],
  unsent: ["メッセージの送信を取り消しました", "You unsent a message"],
  typing: ["入力中", "Typing"],
  richMenu: ["メニュー", "Menu"],
  openMenu: ["{name}を開く", "Open {name}"],
  closeMenu: ["{name}を閉じる", "Close {name}"],
  keyboard: ["文字を入力する", "Type text"],
  pickDate: ["日付を選ぶ", "Choose a date"],
  pickTime: ["時刻を選ぶ", "Choose a time"],
  pickDateTime: ["日時を選ぶ", "Choose date and time"],
  decide: ["決定", "Done"],
  location: ["位置情報", "Location"],
  audio: ["音声", "Audio"],
  previous: ["前へ", "Previous"],
  next: ["次へ", "Next"],
  unknownMessage: ["この画面では表示できないメッセージです({type})", "This page cannot show this message ({type})"],
  onlyOnPhone: ["この操作はスマートフォンでのみ使えます({type})。", "This action works on a real phone only ({type})."],
  today: ["今日", "Today"],
  followed: ["友だちに追加しました", "Added as a friend"],
  unfollowed: ["ブロックしました", "Blocked"],
};

const LANGUAGES = ["ja", "en"];

let current = "ja";

export function language() {
  return current;
}

/** Switches the page to "ja" or "en" and rewrites the words that stand in index.html. */
export function setLanguage(code) {
  current = LANGUAGES.includes(code) ? code : "ja";
  document.documentElement.lang = current;
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = word(node.dataset.word);
}

/** The sentence for `key` in the page's language, with {placeholders} filled in. */
export function word(key, values = {}) {
  const sentence = WORDS[key][LANGUAGES.indexOf(current)];
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}
