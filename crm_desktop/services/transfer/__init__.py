"""Files in and out: tables, workbooks and cards. Each module owns one format and no database."""
