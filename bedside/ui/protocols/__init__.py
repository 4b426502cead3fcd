"""Settings → Protocol: the site's protocols, their drafts and versions, its own rules and the emergency PIN."""
