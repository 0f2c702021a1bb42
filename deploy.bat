@cd /d "%~dp0" && py -3 manage.py deploy %*
