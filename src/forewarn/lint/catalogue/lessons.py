"""What a rule protects: a lesson of the curriculum, or a rule of the house, in the words customers know."""

from __future__ import annotations

LESSON_1 = "Lesson 1: Don't use the message to check the message."
LESSON_2 = "Lesson 2: The name is just a label. Look behind it."
LESSON_3 = "Lesson 3: Account or money? Don't tap. Open it yourself."
LESSON_4 = "Lesson 4: If it rushes you, it's a reason to stop."
LESSON_5 = "Lesson 5: Nobody real asks for gift cards, or a fee to get your own money."
LESSON_6 = "Lesson 6: Not expecting it? Look in your own orders, not in the message."
LESSON_7 = "Lesson 7: We don't send files you didn't ask for."
LESSON_8 = "Lesson 8: Hang up. Call the number you already have."
LESSON_9 = "Lesson 9: A code or text is just a link you can't read."
LESSON_10 = "Lesson 10: A code is for typing by you, never for telling."
LESSON_11 = "Lesson 11: Knowing things about me doesn't make you real."
CARE = "The rule that care mail only cares: no ask, no offer, nothing watched."
PLAIN = "The rule that we say what happened, in plain words."
STREAMS = "The rule that customers can tell our streams apart and leave each one."
