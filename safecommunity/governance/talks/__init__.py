"""Talks (约谈–教育–劝辞–依法罢免) after an appraisal: a personal matter, recorded step by step."""
