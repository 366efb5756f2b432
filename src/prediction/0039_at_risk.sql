-- Who is at risk is asked of the model, where nobody has changed the rule (segment/ready.c).
update segment set rule = '{"metric":"risk","in":["high"]}', version = version + 1
where key = 'at_risk' and rule = '{"metric":"lifecycle_stage","in":["at_risk"]}';
