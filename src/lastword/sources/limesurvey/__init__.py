"""LimeSurvey: responses with codes or full texts, participants, and survey structures."""
