"""The Today screen: my list in order of time and value at risk, and everything about the item under the cursor."""
