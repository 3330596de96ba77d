# /office: news
