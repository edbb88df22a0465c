"""Where is it kept? Tables, queries by topic, migrations. The only room that knows SQL."""
