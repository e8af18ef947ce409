import { describe, expect, it } from 'vitest';
import { rightOrigin } from '../config';
import { chooseLanguage } from './languages';

describe('the language', () => {
  it('is what the URL asks for, then what was chosen, then the browser’s', () => {
    expect(chooseLanguage('ko', 'en', ['en-US'])).toBe('ko');
    expect(chooseLanguage('xx', 'ko', ['en-US'])).toBe('ko');
    expect(chooseLanguage(null, null, ['fr-FR', 'ko-KR', 'en'])).toBe('ko');
    expect(chooseLanguage(null, null, ['fr-FR'])).toBe('en');
  });
});

describe('the origin', () => {
  it('is right where the configuration names none, or this one', () => {
    expect(rightOrigin({ api: '' }, 'https://a.example')).toBeNull();
    expect(rightOrigin({ api: 'https://a.example/' }, 'https://a.example')).toBeNull();
  });

  it('is another where the service has a domain of its own', () => {
    const configuration = { api: 'https://funnel.example.com' };
    expect(rightOrigin(configuration, 'https://d1.cloudfront.net')).toBe('https://funnel.example.com');
  });
});
