"""The sentences of Django, Wagtail and allauth that a visitor or a member meets, in their own words.

Nothing imports this module. It is here for `manage.py catalogues update`, which finds the messages in it and so puts
them into our catalogues: Django has no Lao, allauth neither Lao nor Vietnamese, and the Thai of both is in parts.
LOCALE_PATHS go before the packages' own catalogues, so ours is what is read.

The words are exactly those of the packages; a test compares them with what is installed
(`test_every_upstream_string_still_exists_upstream`) and another says which are new upstream. Left out is what only
staff read in the admin, user names and telephones, which we have not, and dates and "3 hours ago", which come
from Babel.
"""

from django.utils.translation import gettext_noop, ngettext_lazy, pgettext_lazy

# Django. Fields, forms and formsets: the errors of every public form (django/forms).
gettext_noop("This field is required.")
gettext_noop("Enter a whole number.")
gettext_noop("Enter a number.")
gettext_noop("Enter a valid date.")
gettext_noop("Enter a valid time.")
gettext_noop("Enter a valid date/time.")
gettext_noop("Enter a valid duration.")
gettext_noop("The number of days must be between {min_days} and {max_days}.")
gettext_noop("No file was submitted. Check the encoding type on the form.")
gettext_noop("No file was submitted.")
gettext_noop("The submitted file is empty.")
ngettext_lazy(
    "Ensure this filename has at most %(max)d character (it has %(length)d).",
    "Ensure this filename has at most %(max)d characters (it has %(length)d).",
)
gettext_noop("Please either submit a file or check the clear checkbox, not both.")
gettext_noop("Upload a valid image. The file you uploaded was either not an image or a corrupted image.")
gettext_noop("Enter a valid URL.")
gettext_noop("Select a valid choice. %(value)s is not one of the available choices.")
gettext_noop("Enter a list of values.")
gettext_noop("Enter a complete value.")
gettext_noop("Enter a valid UUID.")
gettext_noop("Enter a valid JSON.")
gettext_noop("(Hidden field %(name)s) %(error)s")
gettext_noop(
    "ManagementForm data is missing or has been tampered with. Missing fields: %(field_names)s. You may "
    "need to file a bug report if the issue persists."
)
ngettext_lazy("Please submit at most %(num)d form.", "Please submit at most %(num)d forms.")
ngettext_lazy("Please submit at least %(num)d form.", "Please submit at least %(num)d forms.")
gettext_noop("Order")
gettext_noop("Delete")
gettext_noop("Please correct the duplicate data for %(field)s.")
gettext_noop("Please correct the duplicate data for %(field)s, which must be unique.")
gettext_noop("and")
gettext_noop(
    "Please correct the duplicate data for %(field_name)s which must be unique for the %(lookup)s in %(date_field)s."
)
gettext_noop("Please correct the duplicate values below.")
gettext_noop("The inline value did not match the parent instance.")
gettext_noop("Select a valid choice. That choice is not one of the available choices.")
gettext_noop("“%(pk)s” is not a valid value.")
gettext_noop(
    "%(datetime)s couldn’t be interpreted in time zone %(current_timezone)s; it may be ambiguous or it may not exist."
)
gettext_noop("Clear")
gettext_noop("Currently")
gettext_noop("Change")
gettext_noop("Unknown")
gettext_noop("Yes")
gettext_noop("No")

# Django. Validators (django/core/validators.py, django/utils/ipv6.py).
gettext_noop("Enter a valid value.")
gettext_noop("Enter a valid domain name.")
gettext_noop("Enter a valid integer.")
gettext_noop("Enter a valid email address.")
gettext_noop("Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.")
gettext_noop("Enter a valid “slug” consisting of Unicode letters, numbers, underscores, or hyphens.")
gettext_noop("Enter a valid %(protocol)s address.")
gettext_noop("IPv4")
gettext_noop("IPv6")
gettext_noop("IPv4 or IPv6")
gettext_noop("Enter only digits separated by commas.")
gettext_noop("Ensure this value is %(limit_value)s (it is %(show_value)s).")
gettext_noop("Ensure this value is less than or equal to %(limit_value)s.")
gettext_noop("Ensure this value is greater than or equal to %(limit_value)s.")
gettext_noop("Ensure this value is a multiple of step size %(limit_value)s.")
gettext_noop(
    "Ensure this value is a multiple of step size %(limit_value)s, starting from %(offset)s, e.g. "
    "%(offset)s, %(valid_value1)s, %(valid_value2)s, and so on."
)
ngettext_lazy(
    "Ensure this value has at least %(limit_value)d character (it has %(show_value)d).",
    "Ensure this value has at least %(limit_value)d characters (it has %(show_value)d).",
)
ngettext_lazy(
    "Ensure this value has at most %(limit_value)d character (it has %(show_value)d).",
    "Ensure this value has at most %(limit_value)d characters (it has %(show_value)d).",
)
ngettext_lazy(
    "Ensure that there are no more than %(max)s digit in total.",
    "Ensure that there are no more than %(max)s digits in total.",
)
ngettext_lazy(
    "Ensure that there are no more than %(max)s decimal place.",
    "Ensure that there are no more than %(max)s decimal places.",
)
ngettext_lazy(
    "Ensure that there are no more than %(max)s digit before the decimal point.",
    "Ensure that there are no more than %(max)s digits before the decimal point.",
)
gettext_noop("File extension “%(extension)s” is not allowed. Allowed extensions are: %(allowed_extensions)s.")
gettext_noop("Null characters are not allowed.")
gettext_noop("This is not a valid IPv6 address.")

# Django. Models: what a form built from a model may say (django/db/models).
gettext_noop("%(model_name)s with this %(field_labels)s already exists.")
gettext_noop("Constraint “%(name)s” is violated.")
gettext_noop("Value %(value)r is not a valid choice.")
gettext_noop("This field cannot be null.")
gettext_noop("This field cannot be blank.")
gettext_noop("%(model_name)s with this %(field_label)s already exists.")
gettext_noop("%(field_label)s must be unique for %(date_field_label)s %(lookup_type)s.")
gettext_noop("“%(value)s” value must be either True or False.")
gettext_noop("“%(value)s” value must be either True, False, or None.")
gettext_noop("“%(value)s” value has an invalid date format. It must be in YYYY-MM-DD format.")
gettext_noop("“%(value)s” value has the correct format (YYYY-MM-DD) but it is an invalid date.")
gettext_noop("“%(value)s” value has an invalid format. It must be in YYYY-MM-DD HH:MM[:ss[.uuuuuu]][TZ] format.")
gettext_noop(
    "“%(value)s” value has the correct format (YYYY-MM-DD HH:MM[:ss[.uuuuuu]][TZ]) but it is an invalid date/time."
)
gettext_noop("“%(value)s” value must be a decimal number.")
gettext_noop("“%(value)s” value has an invalid format. It must be in [DD] [[HH:]MM:]ss[.uuuuuu] format.")
gettext_noop("“%(value)s” value must be a float.")
gettext_noop("“%(value)s” value must be an integer.")
gettext_noop("“%(value)s” value must be either None, True or False.")
gettext_noop("“%(value)s” value has an invalid format. It must be in HH:MM[:ss[.uuuuuu]] format.")
gettext_noop("“%(value)s” value has the correct format (HH:MM[:ss[.uuuuuu]]) but it is an invalid time.")
gettext_noop("“%(value)s” is not a valid UUID.")
gettext_noop("Value must be valid JSON.")
gettext_noop("%(model)s instance with %(field)s %(value)r is not a valid choice.")

# Django. The rules of a good password (django/contrib/auth/password_validation.py).
ngettext_lazy(
    "This password is too short. It must contain at least %d character.",
    "This password is too short. It must contain at least %d characters.",
)
ngettext_lazy(
    "Your password must contain at least %(min_length)d character.",
    "Your password must contain at least %(min_length)d characters.",
)
gettext_noop("The password is too similar to the %(verbose_name)s.")
gettext_noop("Your password can’t be too similar to your other personal information.")
gettext_noop("This password is too common.")
gettext_noop("Your password can’t be a commonly used password.")
gettext_noop("This password is entirely numeric.")
gettext_noop("Your password can’t be entirely numeric.")

# Django. Sign-in and password forms, also behind Wagtail's page for private pages (django/contrib/auth/forms.py).
gettext_noop("The two password fields didn’t match.")
gettext_noop("Password")
gettext_noop("Password confirmation")
gettext_noop("Enter the same password as before, for verification.")
gettext_noop("Please enter a correct %(username)s and password. Note that both fields may be case-sensitive.")
gettext_noop("This account is inactive.")
gettext_noop("Email")
gettext_noop("New password")
gettext_noop("New password confirmation")
gettext_noop("Your old password was entered incorrectly. Please enter it again.")
gettext_noop("Old password")

# Django. Filters, and lists in sentences (django/template/defaultfilters.py, django/utils/text.py).
gettext_noop("yes,no,maybe")
ngettext_lazy("%(size)d byte", "%(size)d bytes")
gettext_noop("%s KB")
gettext_noop("%s MB")
gettext_noop("%s GB")
gettext_noop("%s TB")
gettext_noop("%s PB")
gettext_noop("or")

# Wagtail. A page that wants a password or a sign-in (wagtail/forms.py, wagtail/templates/wagtailcore).
gettext_noop("The password you have entered is not correct. Please try again.")
gettext_noop("Log in")
gettext_noop("Your username and password didn't match. Please try again.")
gettext_noop(
    "Your account doesn't have access to this page. To proceed, please log in with an account that has access."
)
gettext_noop("Password required")
gettext_noop("You need a password to access this page.")
gettext_noop("Continue")

# Wagtail. A picture or file sent in with a form (wagtail/images/fields.py, wagtail/documents/fields.py).
gettext_noop("Supported formats: %(supported_formats)s. Maximum filesize: %(max_upload_size)s.")
gettext_noop("Supported formats: %(supported_formats)s.")
gettext_noop("Not a supported image format. Supported formats: %(supported_formats)s.")
gettext_noop("Not a valid .%(extension)s image. The extension does not match the file format (%(image_format)s)")
gettext_noop("This file is too big (%(file_size)s). Maximum filesize %(max_filesize)s.")
gettext_noop("This file has too many pixels (%(num_pixels)s). Maximum pixels %(max_pixels_count)s.")
gettext_noop("This file is too big. Maximum filesize %(max_filesize)s.")
gettext_noop("unknown number")
gettext_noop("Maximum filesize: %(max_upload_size)s.")

# allauth. Errors and labels of the account forms (allauth/account/adapter.py, fields.py, forms.py).
gettext_noop("This account is currently inactive.")
gettext_noop("You cannot remove your primary email address.")
gettext_noop("This email address is already associated with this account.")
gettext_noop("The email address and/or password you specified are not correct.")
gettext_noop("A user is already registered with this email address.")
gettext_noop("Please type your current password.")
gettext_noop("Incorrect code.")
gettext_noop("Incorrect password.")
gettext_noop("Invalid or expired key.")
gettext_noop("Invalid login.")
gettext_noop("The password reset token was invalid.")
gettext_noop("You cannot add more than %d email addresses.")
gettext_noop("Too many failed login attempts. Try again later.")
gettext_noop("The email address is not assigned to any user account.")
gettext_noop("Your primary email address must be verified.")
gettext_noop("Please select only one.")
gettext_noop("The new value must be different from the current one.")
gettext_noop("Be patient, you are sending too many requests.")
gettext_noop("Use your password")
gettext_noop("Email address")
gettext_noop("Forgot your password?")
gettext_noop("You must type the same password each time.")
gettext_noop("Remember Me")
pgettext_lazy("field label", "Login")
gettext_noop("Email (again)")
gettext_noop("Email address confirmation")
gettext_noop("Email (optional)")
gettext_noop("You must type the same email each time.")
gettext_noop("Password (again)")
gettext_noop("Current Password")
gettext_noop("New Password")
gettext_noop("New Password (again)")
gettext_noop("Code")

# allauth. Messages after an action (allauth/templates/account/messages).
gettext_noop("You cannot remove your primary email address (%(email)s).")
gettext_noop("Unable to confirm %(email)s because it is already confirmed by a different account.")
gettext_noop("Confirmation email sent to %(email)s.")
gettext_noop("You have confirmed %(email)s.")
gettext_noop("Removed email address %(email)s.")
gettext_noop("Successfully signed in as %(name)s.")
gettext_noop("You have signed out.")
gettext_noop("A sign-in code has been sent to %(recipient)s.")
gettext_noop("Password successfully changed.")
gettext_noop("Password successfully set.")
gettext_noop("Primary email address set.")

# allauth. E-mails (allauth/templates/account/email).
gettext_noop(
    "You are receiving this email because you or someone else tried to signup for an\n"
    "account using email address:\n\n"
    "%(email)s\n\n"
    "However, an account using that email address already exists.  In case you have\n"
    "forgotten about this, please use the password forgotten procedure to recover\n"
    "your account:\n\n"
    "%(password_reset_url)s"
)
gettext_noop("Account Already Exists")
gettext_noop("Hello from %(site_name)s!")
gettext_noop("Thank you for using %(site_name)s!\n%(site_domain)s")
gettext_noop("You are receiving this mail because the following change was made to your account:")
gettext_noop(
    "If you do not recognize this change then please take proper security precautions immediately. The "
    "change to your account originates from:\n\n"
    "- IP address: %(ip)s\n"
    "- Browser: %(user_agent)s\n"
    "- Date: %(timestamp)s"
)
gettext_noop("Your email has been changed from %(from_email)s to %(to_email)s.")
gettext_noop("Email Changed")
gettext_noop("Your email has been confirmed.")
gettext_noop("Email Confirmation")
gettext_noop(
    "You're receiving this email because user %(user_display)s has given your email address to register "
    "an account on %(site_domain)s."
)
gettext_noop("Your email verification code is listed below. Please enter it in your open browser window.")
gettext_noop("To confirm this is correct, go to %(activate_url)s")
gettext_noop("Please Confirm Your Email Address")
gettext_noop("Email address %(deleted_email)s has been removed from your account.")
gettext_noop("Email Removed")
gettext_noop("Your sign-in code is listed below. Please enter it in your open browser window.")
gettext_noop("This mail can be safely ignored if you did not initiate this action.")
gettext_noop("Sign-In Code")
gettext_noop("Your password has been changed.")
gettext_noop("Password Changed")
gettext_noop("Your password reset code is listed below. Please enter it in your open browser window.")
gettext_noop("Password Reset Code")
gettext_noop(
    "You're receiving this email because you or someone else has requested a password reset for your "
    "user account.\n"
    "It can be safely ignored if you did not request a password reset. Click the link below to reset "
    "your password."
)
gettext_noop("Password Reset Email")
gettext_noop("Your password has been reset.")
gettext_noop("Password Reset")
gettext_noop("Your password has been set.")
gettext_noop("Password Set")
gettext_noop(
    "You are receiving this email because you, or someone else, tried to access an account with email "
    "%(email)s. However, we do not have any record of such an account in our database."
)
gettext_noop("If it was you, you can sign up for an account using the link below.")
gettext_noop("Unknown Account")

# allauth. Pages of the account, as far as we have none of our own (allauth/templates/account).
gettext_noop("Account Inactive")
gettext_noop("We've sent a code to %(recipient)s. The code expires shortly, so please enter it soon.")
gettext_noop("Confirm")
gettext_noop("Request new code")
gettext_noop("Cancel")
gettext_noop("Confirm Access")
gettext_noop("Please reauthenticate to safeguard your account.")
gettext_noop("Alternative options")
gettext_noop("Email Verification")
gettext_noop("Enter Email Verification Code")
gettext_noop("Use a different email address")
gettext_noop("Sign In")
gettext_noop("Enter Sign-In Code")
gettext_noop("Enter Password Reset Code")
gettext_noop("Email Addresses")
gettext_noop("The following email addresses are associated with your account:")
gettext_noop("Verified")
gettext_noop("Unverified")
gettext_noop("Primary")
gettext_noop("Make Primary")
gettext_noop("Re-send Verification")
gettext_noop("Remove")
gettext_noop("Add Email Address")
gettext_noop("Add Email")
gettext_noop("Do you really want to remove the selected email address?")
gettext_noop("Email Address")
gettext_noop("Current email")
gettext_noop("Changing to")
gettext_noop("Your email address is still pending verification.")
gettext_noop("Cancel Change")
gettext_noop("Change to")
gettext_noop("Change Email")
gettext_noop("Confirm Email Address")
gettext_noop(
    'Please confirm that <a href="mailto:%(email)s">%(email)s</a> is an email address for user %(user_display)s.'
)
gettext_noop(
    'This email confirmation link expired or is invalid. Please <a href="%(email_url)s">issue a new '
    "email confirmation request</a>."
)
gettext_noop("If you have not created an account yet, then please %(link)ssign up%(end_link)s first.")
gettext_noop("Send me a sign-in code")
gettext_noop("Sign Out")
gettext_noop("Are you sure you want to sign out?")
gettext_noop("Change Password")
gettext_noop(
    "Forgotten your password? Enter your email address below, and we'll send you an email allowing you to reset it."
)
gettext_noop("Reset My Password")
gettext_noop("Please contact us if you have any trouble resetting your password.")
gettext_noop(
    "We have sent you an email. If you have not received it please check your spam folder. Otherwise "
    "contact us if you do not receive it in a few minutes."
)
gettext_noop("Bad Token")
gettext_noop(
    "The password reset link was invalid, possibly because it has already been used.  Please request a "
    '<a href="%(passwd_reset_url)s">new password reset</a>.'
)
gettext_noop("Your password is now changed.")
gettext_noop("Set Password")
gettext_noop("Enter your password:")
gettext_noop("You will receive a special code for a password-free sign-in.")
gettext_noop("Request Code")
gettext_noop("Other sign-in options")
gettext_noop("Signup")
gettext_noop("Sign Up")
gettext_noop("Already have an account? Then please %(link)ssign in%(end_link)s.")
gettext_noop("Other options")
gettext_noop("Sign Up Closed")
gettext_noop("We are sorry, but the sign up is currently closed.")
gettext_noop("Note")
gettext_noop("You are already logged in as %(user_display)s.")
gettext_noop("Warning:")
gettext_noop(
    "You currently do not have any email address set up. You should really add an email address so you "
    "can receive notifications, reset your password, etc."
)
gettext_noop("Verify Your Email Address")
gettext_noop(
    "We have sent an email to you for verification. Follow the link provided to finalize the signup "
    "process. If you do not see the verification email in your main inbox, check your spam folder. "
    "Please contact us if you do not receive the verification email within a few minutes."
)
gettext_noop(
    "This part of the site requires us to verify that\n"
    "you are who you claim to be. For this purpose, we require that you\n"
    "verify ownership of your email address. "
)
gettext_noop(
    "We have sent an email to you for\n"
    "verification. Please click on the link inside that email. If you do not see the verification email "
    "in your main inbox, check your spam folder. Otherwise\n"
    "contact us if you do not receive it within a few minutes."
)
gettext_noop('<strong>Note:</strong> you can still <a href="%(email_url)s">change your email address</a>.')

# allauth. A second step and accounts elsewhere (allauth/mfa, allauth/socialaccount): errors and labels of their forms.
gettext_noop("Authenticator code")
gettext_noop("You cannot deactivate two-factor authentication.")
gettext_noop("You cannot generate recovery codes without having two-factor authentication enabled.")
gettext_noop("Your account has no password set up.")
gettext_noop("Your account has no verified email address.")
gettext_noop("The third-party account is already connected to a different account.")

# Wagtail's letters about a review: its peers and editors read them in any language of the site.
gettext_noop("Hello %(username)s,")
gettext_noop("Edit your notification preferences here:")
gettext_noop('The page "%(title)s" has been submitted for approval in moderation stage "%(task)s"')
gettext_noop('The page "%(title)s" has been submitted for approval to moderation stage "%(task)s".')
gettext_noop("You can preview the page here:")
gettext_noop("You can edit the page here:")
gettext_noop("You can view the page here:")
gettext_noop('The page "%(title)s" has been submitted to workflow "%(workflow)s"')
gettext_noop('The page "%(title)s" has been submitted for moderation to workflow "%(workflow)s".')
gettext_noop('The page "%(title)s" has been submitted for moderation to workflow "%(workflow)s" by %(requester)s.')
gettext_noop('The page "%(title)s" has been approved in "%(workflow)s".')
gettext_noop('The page "%(title)s" has been approved in workflow "%(workflow)s".')
gettext_noop('The page "%(title)s" has been rejected during "%(workflow)s".')
gettext_noop('The page "%(title)s" has been rejected during "%(task)s" in workflow "%(workflow)s".')
gettext_noop('The page "%(title)s" has been rejected during "%(task)s" in workflow "%(workflow)s" by %(rejector)s.')
gettext_noop('The following comment was left: "%(comment)s"')
