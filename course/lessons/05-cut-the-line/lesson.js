export default { number: 5, title: 'Cut the line: Last-Event-ID and a history in memory' };
