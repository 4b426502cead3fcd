"""Every released shape of the record, as steps from one to the next."""
