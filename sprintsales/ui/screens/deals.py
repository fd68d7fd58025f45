"""The Deals screen: all deals in a list that filters while you type, and everything about the one under the cursor."""
