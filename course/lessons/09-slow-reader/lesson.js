export default { number: 9, title: 'A reader that does not read: backpressure' };
