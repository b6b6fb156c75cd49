"""Plain files: transcripts (JSON, WebVTT, SRT, dialogue), QA scorecards and pulse tables."""
