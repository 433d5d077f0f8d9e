"""The web app: read a form, make one call, fill a template. Everything stays on this computer."""
