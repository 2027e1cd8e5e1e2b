/** The one bot of this application. With several, take it from what the person who asks may manage. */
export const BOT_ID = 'bot-1';
