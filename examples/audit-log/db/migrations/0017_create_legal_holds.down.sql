DROP TRIGGER event_payloads_refuse_delete_under_hold;
DROP TABLE legal_holds;
