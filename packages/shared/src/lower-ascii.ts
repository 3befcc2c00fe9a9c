/** In lower case where it is ASCII: no other letter turns into one of these, as the Kelvin sign would into a k. */
export const lowerAscii = (text: string): string => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
