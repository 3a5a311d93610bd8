"""The invented people of the demo city, their spreadsheets and their scans. Nobody here exists.

Three marks keep them apart from real people wherever they turn up: NIK and No. KK serials start with 9,
phone numbers begin with 0890, which no operator uses, and every drawn card says CONTOH.
"""
