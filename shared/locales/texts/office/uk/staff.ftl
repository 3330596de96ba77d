# /office: staff
