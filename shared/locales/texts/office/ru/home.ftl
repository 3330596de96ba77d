# /office: home
