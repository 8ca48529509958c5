// Tests of Outbound follow.
