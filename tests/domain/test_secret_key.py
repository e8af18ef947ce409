"""Keys whose value is a secret, told by their words."""

import pytest

from chalicelib.domain.secret_key import names_secret


@pytest.mark.parametrize(
    "key",
    [
        *("password", "passwd", "secret", "token", "otp", "pin", "cvc", "cvv", "authorization", "cookie", "code"),
        *("PASSWORD", "Password", "passWord", "Code", "CODE", " code ", "_code"),
        *("user_password", "password_hash", "client-secret", "access token", "user.pin", "headers/authorization"),
        *("accessToken", "OTPCode", "otpCode", "APIToken", "XApiToken", "idTokenHint", "pinCode", "cardCVC", "myOTP"),
        *("otp2", "2otp", "cvv2", "token1", "oauth2token", "pin4digits", "set-cookie", "Set-Cookie", "cookieJar"),
        *("비밀_token", "_token_", "[token]"),
    ],
)
def test_a_key_with_one_of_the_words_names_a_secret(key: str) -> None:
    assert names_secret(key)


@pytest.mark.parametrize(
    "key",
    [
        *("", "_", "123", "plan_tier", "attempt"),
        *("tokens", "passwords", "secrets", "cookies", "pins", "otps", "tokenizer", "secretary", "authorizations"),
        *("spinner", "opinion", "pinned", "shipping", "Spin", "potpie", "laptop", "cvcs", "mypassword", "notoken"),
        *("error_code", "country_code", "errorCode", "code_2", "codes", "codec", "encode", "zip-code", "promo code"),
        *("pass_word", "to_ken", "author", "author_ization", "dépinérisé"),
    ],
)
def test_a_near_miss_names_none(key: str) -> None:
    assert not names_secret(key)
