"""The server: a ledger as web pages and as an API, read-only, on this computer unless told otherwise.

The order of reading the modules: server (the socket), app (what is put together), guard (who may ask what), problems
(the one shape of errors), shelf (the ledger, bounded in time); asked (queries), fields (what the API says), forms (JSON
and CSV), api, search; marks (highlighting), told (the report page), columns, pages.

FastAPI, uvicorn and Jinja2 are imported by these modules and by nothing else.
"""
