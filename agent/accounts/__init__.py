"""Who may use the workbench: users with passwords or the organisation's login, sessions, and what each role may do."""
