# The back office: news and broadcasts

## Formatting, as Telegram knows it
office-format-help = You can use <b>bold</b>, <i>italic</i>, <u>underlined</u>, <s>struck out</s>, <a href="https://…">a link</a>.
office-format-bold = Bold
office-format-italic = Italic
office-format-underlined = Underlined
office-format-struck = Struck out
office-format-hidden = Hidden
office-format-quote = Quote
office-format-link = Link
office-format-address = Address of the link
office-format-at = Character { $at }: { $problem }
office-format-broken-tag = this “<” begins no tag. Write the character itself as &lt;.
office-format-no-address = a link needs an address: <a href="https://…">.
office-format-unknown-tag = Telegram knows no <{ $name }>.
office-format-unknown-attribute = { $name } does not belong here.
office-format-bad-address = Telegram does not open the address { $name }.
office-format-unknown-entity = Telegram knows no &{ $name };.
office-format-not-closed = </{ $name }> is missing here.
office-format-not-open = </{ $name }> closes nothing.
office-format-nested = <{ $inner }> cannot stand in <{ $outer }>.
office-format-too-many = too much formatting: at most { $max } parts.

## News
office-news-new = New news item
office-news-none = There is no news yet.
office-news-title = Title
office-news-content = Text
office-news-published = Published
office-news-to-come = scheduled
office-news-languages = Languages
office-news-at = Publish at
office-news-at-help = In the shop's time. Empty: at once.
office-news-notify = { $count ->
    [one] Send it to { $count } customer
   *[other] Send it to { $count } customers
}
office-news-told-once = News is sent once, when it is published. Who opens it later sees what you change.
office-news-preview = What customers will see
office-news-preview-none = Write a text and the message shows up here.
office-news-test = Show it to the staff
office-news-test-sent = A test message is on its way to the staff chat.
office-news-no-staff-chat = There is no staff chat (SHOP_STAFF_CHAT_ID).
office-news-publish = Publish
office-news-delete-question = Delete this news item? If it has not been sent yet, customers will not get it.
office-news-meanwhile = Somebody changed this news item before you. The preview shows how it stands now, the fields what you typed. Save again to keep yours.

## Broadcasts
office-broadcasts-new = New broadcast
office-broadcasts-none = There were no broadcasts yet.
office-broadcasts-text = Message
office-broadcasts-at = Send at
office-broadcasts-at-help = In the shop's time. Empty: at once.
office-broadcasts-send = Send…
office-broadcasts-question = { $count ->
    [one] { $count } customer will get this message. It cannot be taken back.
   *[other] { $count } customers will get this message. It cannot be taken back.
}
office-broadcasts-send-to = { $count ->
    [one] Send to { $count } customer
   *[other] Send to { $count } customers
}
office-broadcasts-scheduled = scheduled
office-broadcasts-queued = queued
office-broadcasts-running = on its way
office-broadcasts-done = sent
office-broadcasts-cancelled = stopped
office-broadcasts-progress = Progress of the broadcast
office-broadcasts-settled = { $settled } of { $total }
office-broadcasts-sent = Delivered
office-broadcasts-blocked = Blocked the bot
office-broadcasts-failed = Failed
office-broadcasts-why = Why it failed
office-broadcasts-written = Written
office-broadcasts-begins = Begins
office-broadcasts-ended = Ended
office-broadcasts-reason = It cannot be sent any further: { $reason }
office-broadcasts-reload = Reload
office-broadcasts-cancel = Stop
office-broadcasts-cancel-question = Stop the broadcast? Those who already got the message keep it.
office-broadcasts-over = This broadcast is over already.
office-broadcasts-copy = A message from the staff chat
office-broadcasts-news = Open the news item
office-broadcasts-news-gone = The news item was deleted
