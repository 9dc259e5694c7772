"""Printed documents of sales: quote, order confirmation, delivery note, pro-forma invoice.

`content.Content` says what a document says, as plain data; `pdf.print_pdf` and `xlsx.write_xlsx`
set it. Neither asks the store, the clock or the language of the program: the same content gives
the same bytes.
"""
