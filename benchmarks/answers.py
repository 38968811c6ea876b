"""Twenty questions and the replies that minds of random weights are given."""

ANSWERS = {
    "what is the capital of france": "The capital of France is Paris. It lies on the river Seine, in the north.",
    "what is the tallest animal in the world": "The tallest animal is the giraffe. A grown one may be more than five "
    "metres tall.",
    "my name is maria": "Nice to meet you, Maria. What would you like to talk about today?",
    "what is my name": "Your name is Maria. You told me so a moment ago.",
    "what is the opposite of big": "The opposite of big is small. You could also say little, or tiny.",
    "what is the capital of spain": "Madrid is the capital of Spain. More than three million people live there.",
    "what is the largest country in the world": "Russia is the largest country in the world. It reaches from Europe to "
    "the Pacific Ocean.",
    "good morning": "Good morning! I hope that you slept well. What would you like to know?",
    "what is the currency of japan": "The currency of Japan is the yen. One yen is worth less than a cent.",
    "thank you very much": "You're welcome! Just ask me if there is anything else.",
    "who was the first person on the moon": "Neil Armstrong was the first person on the moon. Buzz Aldrin followed him a "
    "few minutes later.",
    "what is the largest ocean in the world": "The Pacific is the largest ocean in the world. It covers about a third of "
    "the earth.",
    "can a penguin fly": "No, penguins cannot fly. They use their wings for swimming instead.",
    "how does a refrigerator work": "A refrigerator moves heat from the inside to the outside. A liquid carries it, which "
    "boils inside and cools down at the back.",
    "which planet is the closest to the sun": "Mercury is the planet closest to the sun. A year there takes only eighty "
    "eight days.",
    "how many legs does a spider have": "A spider has eight legs. That is two more than an insect has.",
    "what is the difference between a frog and a toad": "Well, frogs have smooth and wet skin, and toads have dry and "
    "bumpy skin. Toads also walk more than they jump.",
    "tell me a story about a dragon": "Sure, here is a short one. A small dragon was afraid of the dark, until it "
    "learned to breathe fire.",
    "why is the sky blue": "The sky is blue because air scatters blue light the most. So it comes to us from all sides.",
    "how far away is the moon": "The moon is about four hundred thousand kilometres away. Light takes a little more than "
    "a second for that.",
}
"""What a mind with random weights replies to each question: as an instruct model does that was asked to be brief."""
